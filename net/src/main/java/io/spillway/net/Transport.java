package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** How the event loops ask the kernel for sockets and events. */
public enum Transport {
  /** Linux's epoll, through Netty's native library. */
  EPOLL {
    @Override
    IoHandlerFactory ioHandlers() {
      return DeferredInterests.factory();
    }

    @Override
    Channel socket(SocketProtocolFamily family) {
      return family == SocketProtocolFamily.UNIX
          ? new EpollDomainSocketChannel()
          : new EpollSocketChannel(family);
    }

    @Override
    ServerChannel serverSocket(SocketProtocolFamily family) {
      return family == SocketProtocolFamily.UNIX
          ? new EpollServerDomainSocketChannel()
          : EpollListeningSocket.unbound(family);
    }

    @Override
    Channel datagramSocket(SocketProtocolFamily family) {
      return new EpollDatagramChannel(family);
    }

    @Override
    ServerChannel inherited(int descriptor, boolean unix) {
      return unix
          ? new EpollServerDomainSocketChannel(descriptor)
          : EpollListeningSocket.inherited(descriptor);
    }

    @Override
    SocketAddress target(SocketAddress address) {
      return switch (address) {
        case UnixDomainSocketAddress unix -> new DomainSocketAddress(unix.getPath().toString());
        default -> address;
      };
    }
  },

  /** The JDK's selectors, on any system. */
  NIO {
    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    Channel socket(SocketProtocolFamily family) {
      return family == SocketProtocolFamily.UNIX
          ? new NioDomainSocketChannel()
          : new NioSocketChannel();
    }

    @Override
    ServerChannel serverSocket(SocketProtocolFamily family) {
      return family == SocketProtocolFamily.UNIX
          ? new NioServerDomainSocketChannel()
          : new NioServerSocketChannel();
    }

    @Override
    Channel datagramSocket(SocketProtocolFamily family) {
      return new NioDatagramChannel(family);
    }

    @Override
    ServerChannel inherited(int descriptor, boolean unix) {
      throw new IllegalArgumentException(
          "fd@" + descriptor + ": inherited descriptors need the epoll transport");
    }

    @Override
    SocketAddress target(SocketAddress address) {
      return address;
    }
  };

  /** Epoll where its native library loads, the JDK's selectors elsewhere. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandlers();

  /** Where {@code address} lives; a socket of IPv6 for an IPv4 address would show as mapped. */
  static SocketProtocolFamily familyOf(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return SocketProtocolFamily.UNIX;
    }
    return inet.getAddress() instanceof Inet4Address
        ? SocketProtocolFamily.INET
        : SocketProtocolFamily.INET6;
  }

  abstract Channel socket(SocketProtocolFamily family);

  abstract ServerChannel serverSocket(SocketProtocolFamily family);

  abstract Channel datagramSocket(SocketProtocolFamily family);

  abstract ServerChannel inherited(int descriptor, boolean unix);

  /** The form in which its sockets want what they shall connect to. */
  abstract SocketAddress target(SocketAddress address);
}
