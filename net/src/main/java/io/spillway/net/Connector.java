package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes connections to servers. Thread-safe; each call stays on the loop that it names. */
public final class Connector {
  private final Transport transport;

  /** Who waits for a connection. */
  public interface Callback {
    /** The connection stands. */
    void connected();

    /** It does not; {@link Connection.Owner#closed} is not called. */
    void connectFailed(Throwable cause);
  }

  /** Connects by {@code transport}. */
  public Connector(Transport transport) {
    this.transport = transport;
  }

  /**
   * Begins to connect. Call on {@code loop}; the callback may be called before this returns.
   *
   * @param address an internet address, or one of {@link Endpoint.Unix#toAddress}
   * @param owner who will own the connection
   * @return the connection to be, for {@link Connection#close} while it is not there yet; null
   *     where the callback was told that the system has no socket for it
   */
  public @Nullable Connection connect(
      Loop loop,
      SocketAddress address,
      SocketOptions options,
      Connection.Owner owner,
      Callback callback) {
    assert loop.inLoop();
    return transport == Transport.EPOLL && address instanceof InetSocketAddress inet
        ? connectSocket(loop, inet, options, owner, callback)
        : connectChannel(loop, address, options, owner, callback);
  }

  private static @Nullable Connection connectSocket(
      Loop loop,
      InetSocketAddress address,
      SocketOptions options,
      Connection.Owner owner,
      Callback callback) {
    SocketCalls calls = loop.calls();
    int descriptor;
    try {
      descriptor = calls.streamSocket(address.getAddress());
    } catch (IOException e) {
      callback.connectFailed(e); // out of descriptors, most likely
      return null;
    }
    EpollWire wire = new EpollWire(loop, descriptor, address, owner);
    try {
      calls.demand(descriptor, SocketCalls.IPPROTO_TCP, SocketCalls.TCP_NODELAY, 1);
      options.apply(calls, descriptor);
      options.tcp().sign(calls, descriptor, address.getAddress());
      options.marks().apply(calls, descriptor, address);
      InetSocketAddress source = options.local().source();
      if (source != null) {
        if (options.local().isForeign()) {
          boolean isVersion6 = source.getAddress() instanceof Inet6Address;
          calls.demand(
              descriptor,
              isVersion6 ? SocketCalls.IPPROTO_IPV6 : SocketCalls.IPPROTO_IP,
              isVersion6 ? SocketCalls.IPV6_TRANSPARENT : SocketCalls.IP_TRANSPARENT,
              1);
        }
        if (source.getPort() != 0) {
          // The port's last connection may still be in TIME_WAIT.
          calls.demand(descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, 1);
        } else {
          // A port of its own for each connection, rather than for each pair of addresses, is too
          // few.
          calls.demand(descriptor, SocketCalls.IPPROTO_IP, SocketCalls.IP_BIND_ADDRESS_NO_PORT, 1);
        }
        calls.bind(descriptor, source);
      }
    } catch (IOException e) {
      wire.abandon();
      callback.connectFailed(e);
      return null;
    }
    wire.connect(callback);
    return wire.connection();
  }

  private @Nullable Connection connectChannel(
      Loop loop,
      SocketAddress address,
      SocketOptions options,
      Connection.Owner owner,
      Callback callback) {
    boolean unix = !(address instanceof InetSocketAddress);
    Channel channel;
    try {
      channel = transport.socket(Transport.familyOf(address));
    } catch (ChannelException e) {
      callback.connectFailed(cause(e));
      return null;
    }
    ChannelWire wire = new ChannelWire(loop, channel, owner);
    if (!unix) {
      try {
        apply(options, channel.config());
        InetSocketAddress source = options.local().source();
        if (source != null && source.getPort() != 0) {
          channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        }
      } catch (ChannelException e) {
        channel.unsafe().closeForcibly();
        callback.connectFailed(cause(e));
        return null;
      }
    }
    wire.connect(transport.target(address), unix ? null : options.local().source(), callback);
    return wire.connection();
  }

  private static Throwable cause(ChannelException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  /** As far as the JDK's sockets know them. */
  static void apply(SocketOptions options, ChannelConfig config) {
    if (options.keepAlive().isSent()) {
      config.setOption(ChannelOption.SO_KEEPALIVE, true);
    }
    if (options.resets()) {
      config.setOption(ChannelOption.SO_LINGER, 0);
    }
    positive(config, ChannelOption.SO_SNDBUF, options.buffers().send());
    positive(config, ChannelOption.SO_RCVBUF, options.buffers().receive());
  }

  static void bindToInterface(ChannelConfig config, String name) {
    byte[] terminated = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), name.length() + 1);
    config.setOption(
        new RawUnixChannelOption(
            "SO_BINDTODEVICE",
            SocketCalls.SOL_SOCKET,
            SocketCalls.SO_BINDTODEVICE,
            terminated.length),
        ByteBuffer.allocateDirect(terminated.length).put(terminated).flip());
  }

  private static void positive(ChannelConfig config, ChannelOption<Integer> option, int value) {
    if (value > 0) {
      config.setOption(option, value);
    }
  }
}
