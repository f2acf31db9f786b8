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
import io.spillway.net.tls.TlsChallenges;
import io.spillway.net.tls.TlsClient;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSession;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One transport connection, accepted or made. Confined to its loop, which asserts guard; all of its
 * {@link Owner}'s methods are called there.
 *
 * <p>Reading goes on by itself unless {@link #pauseReading} was called. Writing never blocks: what
 * the kernel does not take is kept, and an owner that looks at {@link #isWritable} after writing
 * keeps that bounded.
 */
public final class Connection extends ChannelInboundHandlerAdapter implements Duplex {
  /**
   * Who a connection tells what happens to it. A connection may change owners, as pooled ones do.
   */
  public interface Owner {
    /**
     * Bytes came in.
     *
     * @param bytes now the owner's, to release or to pass on
     */
    void received(ByteBuf bytes);

    /** No more bytes come in for now: the moment to flush what was written to other connections. */
    void receivedAll();

    /** The peer sent all that it will send; it may still read. */
    void inputClosed();

    /** The transport failed: reset, unreachable, timed out. {@link #closed} follows. */
    void failed(Throwable cause);

    /** What was written has gone out so far that more may be written. */
    void writable();

    /** The connection is over. The last call of all. */
    void closed();
  }

  /** The owner of a connection that has none yet. */
  static final Owner NOBODY =
      new Owner() {
        @Override
        public void received(ByteBuf bytes) {
          bytes.release();
        }

        @Override
        public void receivedAll() {}

        @Override
        public void inputClosed() {}

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void writable() {}

        @Override
        public void closed() {}
      };

  private static final int IP_LEVEL = 0;
  private static final int IPV6_LEVEL = 41;
  private static final int TCP_LEVEL = 6;
  private static final IntegerUnixChannelOption TIME_TO_LIVE =
      new IntegerUnixChannelOption("IP_TTL", IP_LEVEL, 2);
  private static final IntegerUnixChannelOption HOP_LIMIT =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPV6_LEVEL, 16);
  private static final IntegerUnixChannelOption REPAIR =
      new IntegerUnixChannelOption("TCP_REPAIR", TCP_LEVEL, 19);

  private final Loop loop;
  private final Channel channel;
  private Owner owner;
  private @Nullable ChannelHandlerContext context;
  private boolean unflushed;
  private boolean inputClosed;
  private boolean outputClosed;
  private @Nullable SslHandler tls;
  private boolean helloReceived;

  Connection(Loop loop, Channel channel, Owner owner) {
    this.loop = loop;
    this.channel = channel;
    this.owner = owner;
    ChannelConfig config = channel.config();
    config.setRecvByteBufAllocator(new ReceiveSizes());
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setOption(ChannelOption.AUTO_CLOSE, true);
    // Its owner has a timer for that, and Netty's would cost one more of every connection.
    config.setConnectTimeoutMillis(0);
    channel.pipeline().addLast(this);
  }

  /** The loop that owns this connection. */
  @Override
  public Loop loop() {
    return loop;
  }

  /** Who waits for a handshake. */
  public interface Handshake {
    /** What is read and written from now on is secure. */
    void secured();

    /** There is no agreement; the connection closes. */
    void handshakeFailed(Throwable cause);
  }

  /** Makes the connection secure as a server; before anything is read. */
  public void secure(TlsServer server, Handshake handshake) {
    TlsChallenges challenges = server.pendingChallenges();
    if (challenges == null) {
      secure(server.newHandler(channel.alloc()), handshake);
    } else {
      channel.pipeline().addFirst(new ChallengedHello(this, server, challenges, handshake));
    }
  }

  /**
   * Makes the connection secure as a client.
   *
   * @param serverName the name to ask for, or null
   */
  public void secure(TlsClient client, @Nullable String serverName, Handshake handshake) {
    SslHandler handler;
    try {
      handler = client.newHandler(channel.alloc(), serverName);
    } catch (IllegalArgumentException e) {
      handshake.handshakeFailed(e);
      channel.close();
      return;
    }
    secure(handler, handshake);
  }

  private void secure(SslHandler handler, Handshake handshake) {
    channel.pipeline().addFirst(new FirstBytes(), handler);
    await(handler, handshake);
  }

  /**
   * Makes the connection secure; {@code hello} has the client's first bytes, and passes them on.
   */
  void secure(ChannelHandler hello, SslHandler handler, Handshake handshake) {
    helloReceived = true;
    channel.pipeline().replace(hello, null, handler);
    await(handler, handshake);
  }

  private void await(SslHandler handler, Handshake handshake) {
    assert loop.inLoop();
    tls = handler;
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              loop.clock().refresh();
              if (done.isSuccess()) {
                handshake.secured();
              } else {
                Throwable cause = done.cause();
                handshake.handshakeFailed(cause == null ? new ClosedChannelException() : cause);
                channel.close();
              }
            });
  }

  /** What was agreed on with the peer, or null where the connection is not secure. */
  public @Nullable TlsSession tlsSession() {
    SslHandler handler = tls;
    return handler == null ? null : new TlsSession(handler);
  }

  /** Whether anything of a handshake came from the peer. */
  public boolean hasReceivedHello() {
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

  /** Whether the connection is secure, or is being made so. */
  public boolean isSecure() {
    return tls != null;
  }

  /** Hands the connection to another owner. */
  @Override
  public void setOwner(Owner owner) {
    assert loop.inLoop();
    this.owner = owner;
  }

  /** Where buffers for writing come from. */
  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /**
   * Writes {@code bytes}, which the connection releases; they go out with the next {@link #flush}.
   */
  @Override
  public void write(ByteBuf bytes) {
    assert loop.inLoop();
    if (context == null || outputClosed) {
      bytes.release();
      return;
    }
    unflushed = true;
    context.write(bytes, channel.voidPromise());
  }

  /** Lets what was written go out. */
  @Override
  public void flush() {
    if (unflushed && context != null) {
      unflushed = false;
      context.flush();
    }
  }

  /** Whether more may be written before too much waits for the kernel. */
  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Bytes that were written and wait for the kernel. */
  public long pendingBytes() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  /** Reads no more until {@link #resumeReading}: the kernel then slows the peer down. */
  @Override
  public void pauseReading() {
    channel.config().setAutoRead(false);
  }

  /** Reads again, unless there is nothing left to read. */
  @Override
  public void resumeReading() {
    // The kernel refuses the wish for a channel whose input has ended.
    if (!inputClosed && channel.isOpen()) {
      channel.config().setAutoRead(true);
    }
  }

  /**
   * Has {@code bytes} received once more, by the present owner and everything below it: for what
   * came behind a header that another owner took off. To be called from {@link Owner#received}.
   */
  public void receiveAgain(ByteBuf bytes) {
    assert loop.inLoop();
    channel.pipeline().fireChannelRead(bytes);
  }

  /** Whether reading goes on by itself. */
  @Override
  public boolean isReading() {
    return channel.config().isAutoRead();
  }

  /** Whether the peer has sent all that it will send. */
  @Override
  public boolean isInputClosed() {
    return inputClosed;
  }

  /** Whether the connection is still there. */
  public boolean isOpen() {
    return channel.isActive();
  }

  /** Tells the peer, after all that was written, that nothing more will be. Reading goes on. */
  @Override
  public void shutdownOutput() {
    if (outputClosed) {
      return;
    }
    outputClosed = true;
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

  /**
   * As {@link #shutdownOutput}, and the connection is over once the peer ends too: {@link
   * Owner#closed} follows without {@link Owner#inputClosed}.
   */
  public void endAfterOutput() {
    shutdownOutput();
    // Netty's own half-close would ask the kernel to shut down what is shut down on both sides by
    // then, and make an exception of its refusal.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
  }

  /** Whether {@link #shutdownOutput} was called. */
  @Override
  public boolean isOutputClosed() {
    return outputClosed;
  }

  /** Closes the connection after all that was written has gone out. */
  @Override
  public void closeWhenWritten() {
    if (nothingPending() || context == null) {
      channel.close();
    } else {
      unflushed = false;
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Closes the connection now; what waits to be written is lost. */
  public void close() {
    channel.close();
  }

  /**
   * Closes the connection with a reset, leaving nothing behind in the kernel ({@code option
   * nolinger}).
   */
  public void reset() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  /**
   * Ends the connection so that the peer hears nothing of it: it goes on waiting. Needs the epoll
   * transport and, for a peer on this machine, the right to administer the network; elsewhere the
   * peer sees a reset, which does not leave the first network that it comes to.
   */
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

  /**
   * The peer's address; a unix socket has an unusual one, never null while the connection is open.
   */
  public @Nullable SocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  /** This side's address. */
  public @Nullable SocketAddress localAddress() {
    return channel.localAddress();
  }

  /** The peer's internet address, or null for a unix socket. */
  public @Nullable InetSocketAddress remoteInetAddress() {
    return channel.remoteAddress() instanceof InetSocketAddress inet ? inet : null;
  }

  /** This side's internet address, or null for a unix socket. */
  public @Nullable InetSocketAddress localInetAddress() {
    return channel.localAddress() instanceof InetSocketAddress inet ? inet : null;
  }

  Channel channel() {
    return channel;
  }

  private boolean nothingPending() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null || (pending.isEmpty() && !unflushed);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    loop.clock().refresh();
    owner.received((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    owner.receivedAll();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    boolean ended =
        event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS;
    SslHandler handler = tls;
    if (ended && handler != null && !handler.handshakeFuture().isDone()) {
      channel.close(); // there is nobody to go on with
      return;
    }
    if (ended && !inputClosed) {
      inputClosed = true;
      loop.clock().refresh();
      owner.inputClosed();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    if (channel.isWritable()) {
      owner.writable();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable thrown) {
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (!(cause instanceof IOException)) {
      // Not the network's fault but a bug: told where uncaught exceptions are told, and the
      // connection ends.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }
    owner.failed(cause);
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ignored) {
    inputClosed = true;
    outputClosed = true;
    loop.clock().refresh();
    owner.closed();
  }
}
