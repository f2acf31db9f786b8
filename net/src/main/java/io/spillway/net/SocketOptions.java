package io.spillway.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration asks of sockets. Immutable.
 *
 * @param keepAlive which probes are sent while nothing else is
 * @param buffers how much the kernel buffers
 * @param sharesPort whether another process may listen on the same address ({@code SO_REUSEPORT},
 *     with epoll)
 * @param resets whether closing resets the connection at once ({@code option nolinger})
 * @param userTimeoutMillis how long sent data may stay without acknowledgement before the
 *     connection ends ({@code TCP_USER_TIMEOUT}, with epoll); 0 leaves the system's
 * @param tcp what TCP itself is asked for
 * @param local where it connects from
 * @param marks what packets bear; for connections that are made
 */
public record SocketOptions(
    KeepAlive keepAlive,
    Buffers buffers,
    boolean sharesPort,
    boolean resets,
    int userTimeoutMillis,
    TcpOptions tcp,
    LocalAddress local,
    PacketMarks marks) {
  /**
   * Probes of TCP. Immutable.
   *
   * @param isSent whether they are sent
   * @param idleSeconds seconds before the first probe; 0 leaves the system's
   * @param intervalSeconds seconds between probes; 0 leaves the system's
   * @param count probes before the peer counts as dead; 0 leaves the system's
   */
  public record KeepAlive(boolean isSent, int idleSeconds, int intervalSeconds, int count) {
    /** None are sent. */
    public static final KeepAlive NONE = new KeepAlive(false, 0, 0, 0);

    /** As the system sends them. */
    public static final KeepAlive SYSTEM = new KeepAlive(true, 0, 0, 0);
  }

  /**
   * The kernel's buffers. Immutable.
   *
   * @param send bytes of the one for sending; 0 leaves the system's
   * @param receive bytes of the one for receiving; 0 leaves the system's
   */
  public record Buffers(int send, int receive) {
    /** The system's own. */
    public static final Buffers SYSTEM = new Buffers(0, 0);
  }

  /**
   * Where a socket connects from. Immutable.
   *
   * @param source the address, or null
   * @param networkInterface the network interface, or null
   * @param isForeign whether {@code source} may be an address that this machine does not have
   *     ({@code IP_TRANSPARENT}, with epoll)
   */
  public record LocalAddress(
      @Nullable InetSocketAddress source, @Nullable String networkInterface, boolean isForeign) {
    /** From wherever the system finds right. */
    public static final LocalAddress SYSTEM = new LocalAddress(null, null, false);
  }

  /** The system's own. */
  public static final SocketOptions SYSTEM =
      new SocketOptions(
          KeepAlive.NONE,
          Buffers.SYSTEM,
          false,
          false,
          0,
          TcpOptions.SYSTEM,
          LocalAddress.SYSTEM,
          PacketMarks.NONE);

  /** The same from another address. */
  public SocketOptions from(@Nullable InetSocketAddress source, @Nullable String networkInterface) {
    return from(new LocalAddress(source, networkInterface, false));
  }

  /** The same from an address that this machine may not have. */
  public SocketOptions as(InetSocketAddress foreign) {
    return from(new LocalAddress(foreign, local.networkInterface(), true));
  }

  private SocketOptions from(LocalAddress other) {
    return new SocketOptions(
        keepAlive, buffers, sharesPort, resets, userTimeoutMillis, tcp, other, marks);
  }

  /** The same with other probes. */
  public SocketOptions with(KeepAlive other) {
    return new SocketOptions(
        other, buffers, sharesPort, resets, userTimeoutMillis, tcp, local, marks);
  }

  /**
   * The same on a port that another process may have, too.
   *
   * @param shares whether it may
   */
  public SocketOptions sharingPort(boolean shares) {
    return new SocketOptions(
        keepAlive, buffers, shares, resets, userTimeoutMillis, tcp, local, marks);
  }

  /** The same with another user timeout, in milliseconds. */
  public SocketOptions withUserTimeout(int millis) {
    return new SocketOptions(keepAlive, buffers, sharesPort, resets, millis, tcp, local, marks);
  }

  /** The same with other options of TCP. */
  public SocketOptions with(TcpOptions options) {
    return new SocketOptions(
        keepAlive, buffers, sharesPort, resets, userTimeoutMillis, options, local, marks);
  }

  /** The same with other marks. */
  public SocketOptions with(PacketMarks other) {
    return new SocketOptions(
        keepAlive, buffers, sharesPort, resets, userTimeoutMillis, tcp, local, other);
  }

  /**
   * Sets them on a socket, but for {@link LocalAddress#source} and {@link #marks}.
   *
   * @throws IOException where the kernel refuses one
   */
  void apply(SocketCalls calls, int descriptor) throws IOException {
    if (keepAlive.isSent()) {
      calls.demand(descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_KEEPALIVE, 1);
      positive(calls, descriptor, SocketCalls.TCP_KEEPIDLE, keepAlive.idleSeconds());
      positive(calls, descriptor, SocketCalls.TCP_KEEPINTVL, keepAlive.intervalSeconds());
      positive(calls, descriptor, SocketCalls.TCP_KEEPCNT, keepAlive.count());
    }
    if (resets) {
      calls.resetOnClose(descriptor);
    }
    String networkInterface = local.networkInterface();
    if (networkInterface != null) {
      calls.bindToInterface(descriptor, networkInterface);
    }
    positive(calls, descriptor, SocketCalls.TCP_USER_TIMEOUT, userTimeoutMillis);
    tcp.apply(calls, descriptor);
    buffer(calls, descriptor, SocketCalls.SO_SNDBUF, buffers.send());
    buffer(calls, descriptor, SocketCalls.SO_RCVBUF, buffers.receive());
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
}
