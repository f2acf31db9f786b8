package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.spillway.net.tls.ClientHello;
import io.spillway.net.tls.TlsChallenges;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSession;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A Netty channel and its pipeline: what is secure, unix sockets, and everything where there is no
 * epoll.
 */
final class ChannelWire extends ChannelInboundHandlerAdapter implements Wire {
  private static final IntegerUnixChannelOption TIME_TO_LIVE =
      new IntegerUnixChannelOption("IP_TTL", SocketCalls.IPPROTO_IP, SocketCalls.IP_TTL);
  private static final IntegerUnixChannelOption HOP_LIMIT =
      new IntegerUnixChannelOption(
          "IPV6_UNICAST_HOPS", SocketCalls.IPPROTO_IPV6, SocketCalls.IPV6_UNICAST_HOPS);
  private static final IntegerUnixChannelOption REPAIR =
      new IntegerUnixChannelOption("TCP_REPAIR", SocketCalls.IPPROTO_TCP, SocketCalls.TCP_REPAIR);

  private final Loop loop;
  private final Channel channel;
  private final Connection connection;
  private @Nullable ChannelHandlerContext context;
  private boolean unflushed;
  private @Nullable SslHandler tls;
  private boolean helloReceived;
  private boolean helloAwaited;

  /** What carries a new connection. */
  ChannelWire(Loop loop, Channel channel, Connection.Owner owner) {
    this.loop = loop;
    this.channel = channel;
    this.connection = new Connection(loop, this, owner);
    prepare();
  }

  /** What carries {@code connection} from now on. */
  ChannelWire(Loop loop, Channel channel, Connection connection) {
    this.loop = loop;
    this.channel = channel;
    this.connection = connection;
    prepare();
  }

  private void prepare() {
    ChannelConfig config = channel.config();
    config.setRecvByteBufAllocator(new ReceiveSizes());
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setOption(ChannelOption.AUTO_CLOSE, true);
    // Its owner has a timer for that, and Netty's would cost one more of every connection.
    config.setConnectTimeoutMillis(0);
    channel.pipeline().addLast(this);
  }

  Connection connection() {
    return connection;
  }

  /** Begins to carry a connection that stands already. */
  void begin() {
    loop.eventLoop().register(channel);
  }

  /** Begins to connect to {@code target}, from {@code source} unless that is null. */
  void connect(SocketAddress target, @Nullable SocketAddress source, Connector.Callback callback) {
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
                  .connect(target, source)
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
  }

  private static Throwable failure(@Nullable Throwable cause) {
    return cause == null ? new ClosedChannelException() : cause;
  }

  /**
   * Has everything from now on pass through {@code handler}.
   *
   * @param isServer whether this side is the server
   */
  void secure(SslHandler handler, boolean isServer, Connection.Handshake handshake) {
    channel.pipeline().addFirst(new FirstBytes(), handler);
    await(handler, isServer, handshake);
  }

  /** Has everything from now on pass through a handler of {@code server}'s. */
  void secure(TlsServer server, Connection.Handshake handshake) {
    TlsChallenges challenges = server.pendingChallenges();
    if (challenges != null) {
      channel.pipeline().addFirst(new ChallengedHello(this, server, challenges, handshake));
    } else if (server.choosesByName()) {
      helloAwaited = true;
      channel.pipeline().addFirst(new FirstBytes(), new HelloReading(server, handshake));
    } else {
      secure(server.newHandler(channel.alloc(), null), true, handshake);
    }
  }

  /** As a server; {@code hello} has the client's first bytes, and passes them on. */
  void secure(ChannelHandler hello, SslHandler handler, Connection.Handshake handshake) {
    helloReceived = true;
    channel.pipeline().replace(hello, null, handler);
    await(handler, true, handshake);
  }

  private void await(SslHandler handler, boolean isServer, Connection.Handshake handshake) {
    tls = handler;
    loop.tls().begins();
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              loop.clock().refresh();
              if (done.isSuccess()) {
                loop.tls().agreed(isServer, new TlsSession(handler).isResumed());
                handshake.secured();
              } else {
                handshake.handshakeFailed(failure(done.cause()));
                channel.close();
              }
            });
  }

  /** Whether the connection is secure, or is being made so. */
  boolean isSecure() {
    return tls != null || helloAwaited;
  }

  /** What makes the connection secure, or null. */
  @Nullable SslHandler tls() {
    return tls;
  }

  /** Whether anything of a handshake came from the peer. */
  boolean hasReceivedHello() {
    return helloReceived;
  }

  /** Notes that the first bytes have come, which the handshake takes, and leaves. */
  private final class FirstBytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext own, Object message) {
      helloReceived = true;
      own.fireChannelRead(message);
      own.pipeline().remove(this);
    }
  }

  /** Holds the client's hello back until it tells the name on which the handler depends. */
  private final class HelloReading extends ChannelInboundHandlerAdapter {
    private final TlsServer server;
    private final Connection.Handshake handshake;
    private @Nullable ByteBuf held;

    HelloReading(TlsServer server, Connection.Handshake handshake) {
      this.server = server;
      this.handshake = handshake;
    }

    @Override
    public void channelRead(ChannelHandlerContext own, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      ByteBuf before = held;
      ByteBuf all = bytes;
      if (before != null) {
        before.writeBytes(bytes);
        bytes.release();
        all = before;
      }
      if (ClientHello.isComplete(all)) {
        held = null;
        handOn(own, ClientHello.ofRecord(all).serverName());
        own.fireChannelRead(all);
        if (!own.isRemoved()) {
          own.pipeline().remove(this);
        }
      } else if (before == null) {
        held = own.alloc().buffer(2 * bytes.readableBytes()).writeBytes(bytes);
        bytes.release();
      }
    }

    private void handOn(ChannelHandlerContext own, @Nullable String name) {
      helloAwaited = false;
      SslHandler handler = server.newHandler(own.alloc(), name);
      own.pipeline().addAfter(own.name(), null, handler);
      await(handler, true, handshake);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext own) {
      if (!own.channel().config().isAutoRead()) {
        own.read();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext own) {
      handOn(own, null); // whose handshake fails
      own.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext own) {
      if (held != null) {
        held.release();
        held = null;
      }
    }
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public void write(ByteBuf bytes) {
    if (context == null) {
      bytes.release();
      return;
    }
    unflushed = true;
    context.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    if (unflushed && context != null) {
      unflushed = false;
      context.flush();
    }
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  @Override
  public void setReading(boolean reading) {
    // The kernel refuses the wish for a channel that is closed.
    if (!reading || channel.isOpen()) {
      channel.config().setAutoRead(reading);
    }
  }

  @Override
  public boolean isReading() {
    return channel.config().isAutoRead();
  }

  @Override
  public void receiveAgain(ByteBuf bytes) {
    channel.pipeline().fireChannelRead(bytes);
  }

  /** Nothing more of what {@link #receiveAgain} got comes for now. */
  void receivedAll() {
    channel.pipeline().fireChannelReadComplete();
  }

  @Override
  public boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public void shutdownOutput() {
    SslHandler handler = tls;
    if (handler != null && context != null) {
      context.flush();
      unflushed = false;
      handler.closeOutbound().addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
    } else if (nothingPending()) {
      ((DuplexChannel) channel).shutdownOutput();
    } else if (context != null) {
      unflushed = false;
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
    }
  }

  @Override
  public void endWithInput() {
    // Netty's own half-close would ask the kernel to shut down what is shut down on both sides by
    // then, and make an exception of its refusal.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
  }

  @Override
  public void closeWhenWritten() {
    if (nothingPending() || context == null) {
      channel.close();
    } else {
      unflushed = false;
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private boolean nothingPending() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null || (pending.isEmpty() && !unflushed);
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void reset() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  @Override
  public void dropSilently() {
    ChannelConfig config = channel.config();
    if (channel.remoteAddress() instanceof InetSocketAddress peer) {
      boolean version6 = peer.getAddress() instanceof Inet6Address;
      try {
        config.setOption(version6 ? HOP_LIMIT : TIME_TO_LIVE, 1);
        config.setOption(REPAIR, 1);
      } catch (ChannelException e) {
        // not allowed: the reset with the shortest life has to do
        config.setOption(ChannelOption.SO_LINGER, 0);
      }
    }
    // A TLS handler would say that it closes.
    channel.unsafe().close(channel.newPromise());
  }

  @Override
  public int descriptor() {
    return channel instanceof EpollStream stream && stream.isOpen() ? stream.fd().intValue() : -1;
  }

  @Override
  public @Nullable SocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return channel.localAddress();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    loop.clock().refresh();
    connection.received((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    connection.receivedAll();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    boolean ended =
        event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS;
    if (!ended) {
      return;
    }
    SslHandler handler = tls;
    if (helloAwaited || (handler != null && !handler.handshakeFuture().isDone())) {
      channel.close(); // there is nobody to go on with
      return;
    }
    loop.clock().refresh();
    connection.ended();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (channel.isWritable()) {
      connection.writable();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable thrown) {
    connection.failed(
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    loop.clock().refresh();
    if (tls != null) {
      loop.tls().ends();
    }
    connection.closed();
  }
}
