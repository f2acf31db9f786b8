package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A listening TCP socket by epoll. It makes no channels of what it accepts: it tells its pipeline
 * of itself each time, and {@link #descriptor} and {@link #peer} are then those of the connection.
 */
final class EpollListeningSocket extends AbstractEpollServerChannel {
  private final Config config;
  private int accepted;
  private @Nullable InetSocketAddress peer;

  private EpollListeningSocket(LinuxSocket socket, boolean listens) {
    super(socket, listens);
    config = new Config(this, socket);
  }

  /** A socket that is not bound yet. */
  static EpollListeningSocket unbound(SocketProtocolFamily family) {
    return new EpollListeningSocket(LinuxSocket.newSocketStream(family), false);
  }

  /** A socket that another process has made, and that listens already. */
  static EpollListeningSocket inherited(int descriptor) {
    return new EpollListeningSocket(LinuxSocket.newSocket(descriptor), true);
  }

  @Override
  protected void doBind(SocketAddress address) throws Exception {
    super.doBind(address);
    socket.listen(config.backlog);
    active = true;
  }

  @Override
  protected Channel newChildChannel(int descriptor, byte[] peer, int offset, int length) {
    accepted = descriptor;
    this.peer = NativeInetAddress.address(peer, offset, length);
    return this;
  }

  /** The connection accepted last. */
  int descriptor() {
    return accepted;
  }

  /** Where the connection accepted last comes from. */
  InetSocketAddress peer() {
    InetSocketAddress told = peer;
    if (told == null) {
      throw new IllegalStateException("nothing accepted yet");
    }
    return told;
  }

  @Override
  public EpollChannelConfig config() {
    return config;
  }

  private static final class Config extends EpollChannelConfig {
    private final Socket socket;
    private int backlog;

    Config(EpollListeningSocket channel, Socket socket) {
      super(channel, new ServerChannelRecvByteBufAllocator());
      this.socket = socket;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      try {
        if (option == ChannelOption.SO_BACKLOG) {
          backlog = (Integer) value;
        } else if (option == ChannelOption.SO_REUSEADDR) {
          socket.setReuseAddress((Boolean) value);
        } else if (option == EpollChannelOption.SO_REUSEPORT) {
          socket.setReusePort((Boolean) value);
        } else {
          return super.setOption(option, value);
        }
        return true;
      } catch (IOException e) {
        throw new ChannelException(e);
      }
    }
  }
}
