package io.spillway.net;

import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.LinuxSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection by epoll as a channel, for TLS. Netty's own one asks the kernel seven times
 * about every connection for what nobody may want to know: its addresses, how much it buffers, how
 * long its closing lingers. This one asks for its own address when that is wanted, and for nothing
 * else. Confined to its loop.
 */
final class EpollStream extends AbstractEpollStreamChannel {
  private final EpollStreamConfig config;
  private @Nullable SocketAddress local;
  private final SocketAddress remote;

  private EpollStream(LinuxSocket socket, SocketAddress peer) {
    // As connected, it would ask for both addresses at once.
    super(socket, false);
    active = true;
    remote = peer;
    config = new EpollStreamConfig(this, socket);
  }

  /** The connection to {@code peer} that stands already. */
  static EpollStream connected(int descriptor, InetSocketAddress peer) {
    return new EpollStream(LinuxSocket.newSocket(descriptor), peer);
  }

  @Override
  public EpollStreamConfig config() {
    return config;
  }

  /** Null after the end, if nobody has asked before. */
  @Override
  protected @Nullable SocketAddress localAddress0() {
    if (local == null && socket.isOpen()) {
      local = socket.localAddress();
    }
    return local;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return remote;
  }
}
