package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** How the event loops ask the kernel for sockets and events. */
public enum Transport {
  /** Linux's epoll, through Netty's native library. */
  EPOLL {
    @Override
    IoHandlerFactory ioHandlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Channel socket(boolean unix) {
      return unix ? new EpollDomainSocketChannel() : new EpollSocketChannel();
    }

    @Override
    ServerChannel serverSocket(boolean unix) {
      return unix ? new EpollServerDomainSocketChannel() : new EpollServerSocketChannel();
    }

    @Override
    ServerChannel inherited(int descriptor) {
      return new EpollServerSocketChannel(descriptor);
    }
  },

  /** The JDK's selectors, on any system. */
  NIO {
    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    Channel socket(boolean unix) {
      return unix ? new NioDomainSocketChannel() : new NioSocketChannel();
    }

    @Override
    ServerChannel serverSocket(boolean unix) {
      return unix ? new NioServerDomainSocketChannel() : new NioServerSocketChannel();
    }

    @Override
    ServerChannel inherited(int descriptor) {
      throw new IllegalArgumentException(
          "fd@" + descriptor + ": inherited descriptors need the epoll transport");
    }
  };

  /** Epoll where its native library loads, the JDK's selectors elsewhere. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandlers();

  abstract Channel socket(boolean unix);

  abstract ServerChannel serverSocket(boolean unix);

  abstract ServerChannel inherited(int descriptor);
}
