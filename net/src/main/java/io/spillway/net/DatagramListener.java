package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A UDP address that is listened on. With epoll each loop has a socket of its own ({@code
 * SO_REUSEPORT}), between which the kernel spreads clients, and takes and sends datagrams in
 * batches; with the JDK's selectors one loop has the only one. Thread-safe.
 */
public final class DatagramListener {
  /** Room for what comes in while a loop is busy, in bytes; the system may give less. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  /** How many datagrams a loop takes at once. */
  private static final int BATCH = 32;

  /** What becomes of datagrams. Confined to the loop that it was made for. */
  public interface Receiver {
    /**
     * A datagram came in; what is answered goes out after the last of the batch.
     *
     * @param bytes only to be read, and only until this method returns
     */
    void received(ByteBuf bytes, InetSocketAddress sender, Reply reply);
  }

  /** The way back to clients. Confined to its loop. */
  public interface Reply {
    /** Where buffers for answers come from. */
    ByteBufAllocator allocator();

    /**
     * Whether the kernel takes answers as they come; where it does not, they had better be dropped.
     */
    boolean isWritable();

    /** Sends {@code bytes}, which it releases. */
    void send(ByteBuf bytes, InetSocketAddress recipient);
  }

  private final List<Channel> channels = new ArrayList<>();

  private DatagramListener() {}

  /**
   * Binds.
   *
   * @param maxBytes the longest datagram that is wanted; longer ones are cut off there
   * @param receivers makes the receiver for each loop that has a socket
   * @throws IOException with the system's reason when the address cannot be bound
   */
  public static DatagramListener open(
      Endpoint.Inet endpoint, EventLoops loops, int maxBytes, Function<Loop, Receiver> receivers)
      throws IOException {
    DatagramListener listener = new DatagramListener();
    boolean shared = loops.transport() == Transport.EPOLL;
    InetSocketAddress address = Listener.bindAddress(endpoint);
    try {
      for (Loop loop : shared ? loops.loops() : List.of(loops.next())) {
        Channel channel = loops.transport().datagramSocket(Listener.familyOf(endpoint));
        channel.config().setAutoRead(false);
        channel
            .config()
            .setRecvByteBufAllocator(
                new FixedRecvByteBufAllocator(maxBytes * (shared ? BATCH : 1)));
        if (shared) {
          channel.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
          channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, maxBytes);
        }
        channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
        channel.pipeline().addLast(new Receiving(loop, receivers.apply(loop)));
        listener.channels.add(channel);
        await(loop.eventLoop().register(channel));
        await(channel.bind(address));
        // Where the system chose a port, the sockets of the other loops share it.
        address = (InetSocketAddress) channel.localAddress();
      }
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    return listener;
  }

  private static void await(ChannelFuture future) throws IOException {
    future.awaitUninterruptibly();
    Throwable cause = future.cause();
    if (cause != null) {
      throw cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
    }
  }

  /** Starts to receive. */
  public void resume() {
    channels.forEach(channel -> channel.config().setAutoRead(true));
  }

  /** The address that it is bound to, with the real port where the system chose one. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  /** Stops listening for good. */
  public void close() {
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
  }

  private static final class Receiving extends ChannelInboundHandlerAdapter implements Reply {
    private final Loop loop;
    private final Receiver receiver;
    private @Nullable ChannelHandlerContext context;

    Receiving(Loop loop, Receiver receiver) {
      this.loop = loop;
      this.receiver = receiver;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      try {
        loop.clock().refresh();
        receiver.received(packet.content(), packet.sender(), this);
      } finally {
        packet.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
      ignored.flush();
    }

    /** One client that cannot be reached does not concern the others. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
      if (!(cause instanceof IOException)) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
      }
    }

    @Override
    public ByteBufAllocator allocator() {
      return Objects.requireNonNull(context).alloc();
    }

    @Override
    public boolean isWritable() {
      return context != null && context.channel().isWritable();
    }

    @Override
    public void send(ByteBuf bytes, InetSocketAddress recipient) {
      if (context == null) {
        bytes.release();
        return;
      }
      context.write(new DatagramPacket(bytes, recipient), context.voidPromise());
    }
  }
}
