package io.spillway.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration asks of sockets. Immutable.
 *
 * @param keepAlive whether TCP keep-alive probes are sent
 * @param keepAliveIdle seconds before the first probe; 0 leaves the system's
 * @param keepAliveInterval seconds between probes; 0 leaves the system's
 * @param keepAliveCount probes before the peer counts as dead; 0 leaves the system's
 * @param sendBuffer bytes of the kernel's send buffer; 0 leaves the system's
 * @param receiveBuffer bytes of the kernel's receive buffer; 0 leaves the system's
 * @param sharesPort whether another process may listen on the same address ({@code SO_REUSEPORT},
 *     with epoll)
 * @param resets whether closing resets the connection at once ({@code option nolinger})
 * @param userTimeoutMillis how long sent data may stay without acknowledgement before the
 *     connection ends ({@code TCP_USER_TIMEOUT}, with epoll); 0 leaves the system's
 * @param tcp what TCP itself is asked for
 * @param source the address to connect from, or null
 * @param sourceInterface the network interface to use, or null
 * @param isForeign whether {@code source} may be an address that this machine does not have ({@code
 *     IP_TRANSPARENT}, with epoll)
 * @param marks what packets bear; for connections that are made
 */
public record SocketOptions(
    boolean keepAlive,
    int keepAliveIdle,
    int keepAliveInterval,
    int keepAliveCount,
    int sendBuffer,
    int receiveBuffer,
    boolean sharesPort,
    boolean resets,
    int userTimeoutMillis,
    TcpOptions tcp,
    @Nullable InetSocketAddress source,
    @Nullable String sourceInterface,
    boolean isForeign,
    PacketMarks marks) {
  /** Those whose packets bear no marks. */
  public SocketOptions(
      boolean keepAlive,
      int keepAliveIdle,
      int keepAliveInterval,
      int keepAliveCount,
      int sendBuffer,
      int receiveBuffer,
      boolean sharesPort,
      boolean resets,
      int userTimeoutMillis,
      TcpOptions tcp,
      @Nullable InetSocketAddress source,
      @Nullable String sourceInterface,
      boolean isForeign) {
    this(
        keepAlive,
        keepAliveIdle,
        keepAliveInterval,
        keepAliveCount,
        sendBuffer,
        receiveBuffer,
        sharesPort,
        resets,
        userTimeoutMillis,
        tcp,
        source,
        sourceInterface,
        isForeign,
        PacketMarks.NONE);
  }

  /** The same from another address. */
  public SocketOptions from(
      @Nullable InetSocketAddress newSource, @Nullable String newSourceInterface) {
    return new SocketOptions(
        keepAlive,
        keepAliveIdle,
        keepAliveInterval,
        keepAliveCount,
        sendBuffer,
        receiveBuffer,
        sharesPort,
        resets,
        userTimeoutMillis,
        tcp,
        newSource,
        newSourceInterface,
        false,
        marks);
  }

  /** The same from an address that this machine may not have. */
  public SocketOptions as(InetSocketAddress foreign) {
    return new SocketOptions(
        keepAlive,
        keepAliveIdle,
        keepAliveInterval,
        keepAliveCount,
        sendBuffer,
        receiveBuffer,
        sharesPort,
        resets,
        userTimeoutMillis,
        tcp,
        foreign,
        sourceInterface,
        true,
        marks);
  }

  /** The same with another user timeout, in milliseconds. */
  public SocketOptions withUserTimeout(int millis) {
    return new SocketOptions(
        keepAlive,
        keepAliveIdle,
        keepAliveInterval,
        keepAliveCount,
        sendBuffer,
        receiveBuffer,
        sharesPort,
        resets,
        millis,
        tcp,
        source,
        sourceInterface,
        isForeign,
        marks);
  }

  /** The same with other options of TCP. */
  public SocketOptions with(TcpOptions options) {
    return new SocketOptions(
        keepAlive,
        keepAliveIdle,
        keepAliveInterval,
        keepAliveCount,
        sendBuffer,
        receiveBuffer,
        sharesPort,
        resets,
        userTimeoutMillis,
        options,
        source,
        sourceInterface,
        isForeign,
        marks);
  }

  /** The same with other marks. */
  public SocketOptions with(PacketMarks newMarks) {
    return new SocketOptions(
        keepAlive,
        keepAliveIdle,
        keepAliveInterval,
        keepAliveCount,
        sendBuffer,
        receiveBuffer,
        sharesPort,
        resets,
        userTimeoutMillis,
        tcp,
        source,
        sourceInterface,
        isForeign,
        newMarks);
  }

  /**
   * Sets them on a socket, but for {@link #source} and {@link #marks}.
   *
   * @throws IOException where the kernel refuses one
   */
  void apply(SocketCalls calls, int descriptor) throws IOException {
    if (keepAlive) {
      calls.demand(descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_KEEPALIVE, 1);
      positive(calls, descriptor, SocketCalls.TCP_KEEPIDLE, keepAliveIdle);
      positive(calls, descriptor, SocketCalls.TCP_KEEPINTVL, keepAliveInterval);
      positive(calls, descriptor, SocketCalls.TCP_KEEPCNT, keepAliveCount);
    }
    if (resets) {
      calls.resetOnClose(descriptor);
    }
    if (sourceInterface != null) {
      calls.bindToInterface(descriptor, sourceInterface);
    }
    positive(calls, descriptor, SocketCalls.TCP_USER_TIMEOUT, userTimeoutMillis);
    tcp.apply(calls, descriptor);
    buffer(calls, descriptor, SocketCalls.SO_SNDBUF, sendBuffer);
    buffer(calls, descriptor, SocketCalls.SO_RCVBUF, receiveBuffer);
  }

  private static void positive(SocketCalls calls, int descriptor, int option, int value)
      throws IOException {
    if (value > 0) {
      calls.demand(descriptor, SocketCalls.IPPROTO_TCP, option, value);
    }
  }

  private static void buffer(SocketCalls calls, int descriptor, int option, int bytes)
      throws IOException {
    if (bytes > 0) {
      calls.demand(descriptor, SocketCalls.SOL_SOCKET, option, bytes);
    }
  }

  /** The system's own. */
  public static final SocketOptions SYSTEM =
      new SocketOptions(
          false, 0, 0, 0, 0, 0, false, false, 0, TcpOptions.SYSTEM, null, null, false);
}
