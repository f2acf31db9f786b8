package io.spillway.net;

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
 * @param source the address to connect from, or null
 * @param sourceInterface the network interface to use, or null
 */
public record SocketOptions(
    boolean keepAlive,
    int keepAliveIdle,
    int keepAliveInterval,
    int keepAliveCount,
    int sendBuffer,
    int receiveBuffer,
    boolean sharesPort,
    @Nullable InetSocketAddress source,
    @Nullable String sourceInterface) {
  /** The system's own. */
  public static final SocketOptions SYSTEM =
      new SocketOptions(false, 0, 0, 0, 0, 0, false, null, null);
}
