package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.spillway.net.tls.TlsClient;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSession;
import java.io.IOException;
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
public final class Connection implements Duplex {
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

  private final Loop loop;
  private Owner owner;
  private Wire wire;
  private boolean inputClosed;
  private boolean outputClosed;

  /** What {@code wire} carries, which tells nothing before it begins. */
  Connection(Loop loop, Wire wire, Owner owner) {
    this.loop = loop;
    this.wire = wire;
    this.owner = owner;
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

  /** Makes the connection secure as a server. */
  public void secure(TlsServer server, Handshake handshake) {
    ChannelWire channel = channel(handshake);
    if (channel != null) {
      channel.secure(server, handshake);
    }
  }

  /**
   * Makes the connection secure as a client.
   *
   * @param serverName the name to ask for, or null
   */
  public void secure(TlsClient client, @Nullable String serverName, Handshake handshake) {
    ChannelWire channel = channel(handshake);
    if (channel == null) {
      return;
    }
    SslHandler handler;
    try {
      handler = client.newHandler(channel.allocator(), serverName);
    } catch (IllegalArgumentException e) {
      handshake.handshakeFailed(e);
      channel.close();
      return;
    }
    channel.secure(handler, false, handshake);
  }

  /** Netty's TLS works on a channel; null where the connection is over, which is told later. */
  private @Nullable ChannelWire channel(Handshake handshake) {
    assert loop.inLoop();
    if (wire instanceof ChannelWire channel) {
      return channel;
    }
    if (!wire.isOpen()) {
      loop.execute(() -> handshake.handshakeFailed(new ClosedChannelException()));
      return null;
    }
    ChannelWire channel = ((EpollWire) wire).toChannel();
    wire = channel;
    return channel;
  }

  private @Nullable SslHandler tls() {
    return wire instanceof ChannelWire channel ? channel.tls() : null;
  }

  /** What was agreed on with the peer, or null where the connection is not secure. */
  public @Nullable TlsSession tlsSession() {
    SslHandler handler = tls();
    return handler == null ? null : new TlsSession(handler);
  }

  /** Whether anything of a handshake came from the peer. */
  public boolean hasReceivedHello() {
    return wire instanceof ChannelWire channel && channel.hasReceivedHello();
  }

  /** Whether the connection is secure, or is being made so. */
  public boolean isSecure() {
    return wire instanceof ChannelWire channel && channel.isSecure();
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
    return wire.allocator();
  }

  /**
   * Writes {@code bytes}, which the connection releases; they go out with the next {@link #flush}.
   */
  @Override
  public void write(ByteBuf bytes) {
    assert loop.inLoop();
    if (outputClosed) {
      bytes.release();
    } else {
      wire.write(bytes);
    }
  }

  /** Lets what was written go out. */
  @Override
  public void flush() {
    wire.flush();
  }

  /** Whether more may be written before too much waits for the kernel. */
  @Override
  public boolean isWritable() {
    return wire.isWritable();
  }

  /** Bytes that were written and wait for the kernel. */
  public long pendingBytes() {
    return wire.pendingBytes();
  }

  /** Reads no more until {@link #resumeReading}: the kernel then slows the peer down. */
  @Override
  public void pauseReading() {
    wire.setReading(false);
  }

  /** Reads again, unless there is nothing left to read. */
  @Override
  public void resumeReading() {
    if (!inputClosed) {
      wire.setReading(true);
    }
  }

  /**
   * Has {@code bytes} received once more, by the present owner and everything below it: for what
   * came behind a header that another owner took off. To be called from {@link Owner#received}.
   */
  public void receiveAgain(ByteBuf bytes) {
    assert loop.inLoop();
    wire.receiveAgain(bytes);
  }

  /** Whether reading goes on by itself. */
  @Override
  public boolean isReading() {
    return wire.isReading();
  }

  /** Whether the peer has sent all that it will send. */
  @Override
  public boolean isInputClosed() {
    return inputClosed;
  }

  /** Whether the connection is still there. */
  public boolean isOpen() {
    return wire.isOpen();
  }

  /** Tells the peer, after all that was written, that nothing more will be. Reading goes on. */
  @Override
  public void shutdownOutput() {
    if (!outputClosed) {
      outputClosed = true;
      wire.shutdownOutput();
    }
  }

  /**
   * As {@link #shutdownOutput}, and the connection is over once the peer ends too: {@link
   * Owner#closed} follows without {@link Owner#inputClosed}.
   */
  public void endAfterOutput() {
    shutdownOutput();
    wire.endWithInput();
  }

  /** Whether {@link #shutdownOutput} was called. */
  @Override
  public boolean isOutputClosed() {
    return outputClosed;
  }

  /** Closes the connection after all that was written has gone out. */
  @Override
  public void closeWhenWritten() {
    wire.closeWhenWritten();
  }

  /** Closes the connection now; what waits to be written is lost. */
  public void close() {
    wire.close();
  }

  /**
   * Closes the connection with a reset, leaving nothing behind in the kernel ({@code option
   * nolinger}).
   */
  public void reset() {
    wire.reset();
  }

  /**
   * Ends the connection so that the peer hears nothing of it: it goes on waiting. Needs the epoll
   * transport and, for a peer on this machine, the right to administer the network; elsewhere the
   * peer sees a reset, which does not leave the first network that it comes to.
   */
  public void dropSilently() {
    wire.dropSilently();
  }

  /**
   * The peer's address; a unix socket has an unusual one, never null while the connection is open.
   */
  public @Nullable SocketAddress remoteAddress() {
    return wire.remoteAddress();
  }

  /** This side's address. */
  public @Nullable SocketAddress localAddress() {
    return wire.localAddress();
  }

  /** The peer's internet address, or null for a unix socket. */
  public @Nullable InetSocketAddress remoteInetAddress() {
    return wire.remoteAddress() instanceof InetSocketAddress inet ? inet : null;
  }

  /** This side's internet address, or null for a unix socket. */
  public @Nullable InetSocketAddress localInetAddress() {
    return wire.localAddress() instanceof InetSocketAddress inet ? inet : null;
  }

  /** What the kernel tells of the connection; null for what is no TCP, or without epoll. */
  public @Nullable TcpInfo tcpInfo() {
    int descriptor = wire.descriptor();
    return descriptor < 0 ? null : KernelOptions.tcpInfo(loop.calls(), descriptor);
  }

  /** The client's first packet, where the listening socket kept it ({@code TCP_SAVED_SYN}). */
  public byte @Nullable [] savedSyn() {
    int descriptor = wire.descriptor();
    return descriptor < 0 ? null : KernelOptions.savedSyn(loop.calls(), descriptor);
  }

  /**
   * Has the kernel mark what is sent ({@code SO_MARK}).
   *
   * @return false where it refuses: without the right to, and for what is no TCP
   */
  public boolean mark(int mark) {
    int descriptor = wire.descriptor();
    return descriptor >= 0 && KernelOptions.mark(loop.calls(), descriptor, mark);
  }

  /**
   * Sets the type of service, or the traffic class, of what is sent ({@code IP_TOS}, {@code
   * IPV6_TCLASS}).
   *
   * @param value 0 to 255
   * @return false where the kernel refuses, and for what is no TCP
   */
  public boolean trafficClass(int value) {
    int descriptor = wire.descriptor();
    return descriptor >= 0
        && KernelOptions.trafficClass(loop.calls(), descriptor, wire.remoteAddress(), value);
  }

  void received(ByteBuf bytes) {
    owner.received(bytes);
  }

  void receivedAll() {
    owner.receivedAll();
  }

  /** The peer has sent all that it will send. */
  void ended() {
    if (!inputClosed) {
      inputClosed = true;
      owner.inputClosed();
    }
  }

  void writable() {
    owner.writable();
  }

  /** The transport failed, or an owner did. The connection closes. */
  void failed(Throwable cause) {
    if (!(cause instanceof IOException)) {
      // Not the network's fault but a bug: told where uncaught exceptions are told, and the
      // connection ends.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }
    owner.failed(cause);
    wire.close();
  }

  /** The connection is over. */
  void closed() {
    inputClosed = true;
    outputClosed = true;
    owner.closed();
  }
}
