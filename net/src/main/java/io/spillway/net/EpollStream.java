package io.spillway.net;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection by epoll. Netty's own one asks the kernel seven times about every connection for
 * what nobody may want to know: its addresses, how much it buffers, how long its closing lingers.
 * This one asks for its own address when that is wanted, and for nothing else. Confined to its
 * loop.
 */
final class EpollStream extends AbstractEpollStreamChannel {
  private final EpollStreamConfig config;
  private @Nullable SocketAddress local;
  private @Nullable SocketAddress remote;

  private EpollStream(LinuxSocket socket, @Nullable SocketAddress peer) {
    // As connected, it would ask for both addresses at once.
    super(socket, false);
    active = peer != null;
    remote = peer;
    config = new EpollStreamConfig(this, socket);
    config.setTcpNoDelay(true);
  }

  /** The connection that a listening socket has accepted from {@code peer}. */
  static EpollStream accepted(int descriptor, InetSocketAddress peer) {
    return new EpollStream(LinuxSocket.newSocket(descriptor), peer);
  }

  /**
   * A socket to connect with.
   *
   * @throws ChannelException when the system has none left
   */
  static EpollStream unconnected(SocketProtocolFamily family) {
    return new EpollStream(LinuxSocket.newSocketStream(family), null);
  }

  /**
   * What to connect to. It hides an internet address from Netty, which would ask the kernel, once
   * connected, for the address that is known.
   */
  private static final class Target extends SocketAddress {
    private static final long serialVersionUID = 1;
    private final InetSocketAddress address;

    Target(InetSocketAddress address) {
      this.address = address;
    }

    /** As Netty's messages about failures name it. */
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** The form in which an address is given to {@link #connect}. */
  static SocketAddress target(InetSocketAddress address) {
    return new Target(address);
  }

  @Override
  protected boolean doConnect(SocketAddress wanted, @Nullable SocketAddress source)
      throws IOException {
    InetSocketAddress address = ((Target) wanted).address;
    if (source != null) {
      socket.bind(source);
    }
    remote = address;
    boolean connected = socket.connect(address);
    if (!connected) {
      setFlag(EpollIoOps.EPOLLOUT.value());
    }
    return connected;
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
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }
}
