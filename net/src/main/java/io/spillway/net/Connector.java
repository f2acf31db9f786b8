package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes connections to servers. Thread-safe; each call stays on the loop that it names. */
public final class Connector {
  private static final int SOCKET_LEVEL = 1;
  private static final int BIND_TO_DEVICE = 25;
  private static final int IP_LEVEL = 0;
  private static final int IPV6_LEVEL = 41;
  private static final int TCP_LEVEL = 6;
  private static final IntegerUnixChannelOption CHOOSES_PORT_LATE =
      new IntegerUnixChannelOption("IP_BIND_ADDRESS_NO_PORT", IP_LEVEL, 24);
  private static final IntegerUnixChannelOption KEEPALIVE_IDLE =
      new IntegerUnixChannelOption("TCP_KEEPIDLE", TCP_LEVEL, 4);
  private static final IntegerUnixChannelOption KEEPALIVE_INTERVAL =
      new IntegerUnixChannelOption("TCP_KEEPINTVL", TCP_LEVEL, 5);
  private static final IntegerUnixChannelOption KEEPALIVE_COUNT =
      new IntegerUnixChannelOption("TCP_KEEPCNT", TCP_LEVEL, 6);
  private static final IntegerUnixChannelOption USER_TIMEOUT =
      new IntegerUnixChannelOption("TCP_USER_TIMEOUT", TCP_LEVEL, 18);

  private static final IntegerUnixChannelOption TRANSPARENT =
      new IntegerUnixChannelOption("IP_TRANSPARENT", IP_LEVEL, 19);
  private static final IntegerUnixChannelOption TRANSPARENT_VERSION_6 =
      new IntegerUnixChannelOption("IPV6_TRANSPARENT", IPV6_LEVEL, 75);

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
    SocketProtocolFamily family = Transport.familyOf(address);
    boolean unix = family == SocketProtocolFamily.UNIX;
    Channel channel;
    try {
      channel = transport.socket(family);
    } catch (ChannelException e) {
      callback.connectFailed(cause(e)); // out of descriptors, most likely
      return null;
    }
    Connection connection = new Connection(loop, channel, owner);
    if (!unix) {
      try {
        apply(options, channel.config());
        if (address instanceof InetSocketAddress server) {
          options.tcp().sign(channel.config(), server.getAddress());
        }
        prepareSource(options, channel.config());
      } catch (ChannelException e) {
        channel.unsafe().closeForcibly();
        callback.connectFailed(cause(e));
        return null;
      }
    }
    loop.eventLoop()
        .register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                channel.close();
                callback.connectFailed(failure(registered.cause()));
                return;
              }
              channel
                  .connect(transport.target(address), unix ? null : options.source())
                  .addListener(
                      connected -> {
                        loop.clock().refresh();
                        if (connected.isSuccess()) {
                          callback.connected();
                        } else {
                          channel.close();
                          callback.connectFailed(failure(connected.cause()));
                        }
                      });
            });
    return connection;
  }

  private static Throwable cause(ChannelException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private static Throwable failure(@Nullable Throwable cause) {
    return cause == null ? new ClosedChannelException() : cause;
  }

  static void apply(SocketOptions options, ChannelConfig config) {
    if (options.keepAlive()) {
      config.setOption(ChannelOption.SO_KEEPALIVE, true);
      positive(config, KEEPALIVE_IDLE, options.keepAliveIdle());
      positive(config, KEEPALIVE_INTERVAL, options.keepAliveInterval());
      positive(config, KEEPALIVE_COUNT, options.keepAliveCount());
    }
    if (options.resets()) {
      config.setOption(ChannelOption.SO_LINGER, 0);
    }
    if (options.sourceInterface() != null) {
      bindToInterface(config, options.sourceInterface());
    }
    positive(config, USER_TIMEOUT, options.userTimeoutMillis());
    options.tcp().apply(config);
    positive(config, ChannelOption.SO_SNDBUF, options.sendBuffer());
    positive(config, ChannelOption.SO_RCVBUF, options.receiveBuffer());
  }

  private void prepareSource(SocketOptions options, ChannelConfig config) {
    InetSocketAddress source = options.source();
    if (source == null) {
      return;
    }
    if (options.isForeign() && transport == Transport.EPOLL) {
      boolean isVersion6 = source.getAddress() instanceof Inet6Address;
      config.setOption(isVersion6 ? TRANSPARENT_VERSION_6 : TRANSPARENT, 1);
    }
    if (source.getPort() != 0) {
      // The port's last connection may still be in TIME_WAIT.
      config.setOption(ChannelOption.SO_REUSEADDR, true);
    } else if (transport == Transport.EPOLL) {
      // A port of its own for each connection, rather than for each pair of addresses, is too few.
      config.setOption(CHOOSES_PORT_LATE, 1);
    }
  }

  static void bindToInterface(ChannelConfig config, String name) {
    byte[] terminated = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), name.length() + 1);
    config.setOption(
        new RawUnixChannelOption(
            "SO_BINDTODEVICE", SOCKET_LEVEL, BIND_TO_DEVICE, terminated.length),
        ByteBuffer.allocateDirect(terminated.length).put(terminated).flip());
  }

  private static void positive(ChannelConfig config, ChannelOption<Integer> option, int value) {
    if (value > 0) {
      config.setOption(option, value);
    }
  }
}
