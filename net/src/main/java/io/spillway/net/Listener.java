package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A live listening socket. Accepting happens on one loop; each connection is given to the loop
 * whose turn it is. Thread-safe.
 *
 * <p>When the process or the system is out of descriptors, accepting pauses for {@link
 * #EXHAUSTED_PAUSE_MILLIS} and the {@link Acceptor} is told, so that neither the connections that
 * stand nor the processor suffer.
 */
public final class Listener {
  /** How long accepting pauses after descriptors ran out, in milliseconds. */
  public static final long EXHAUSTED_PAUSE_MILLIS = 100;

  /** How long nothing more is said of accepting that fails, in seconds. */
  public static final long EXHAUSTED_REPORT_SECONDS = 60;

  /** Netty's own 1 would give every new connection a turn of the loop to itself. */
  private static final int ACCEPTS_PER_TURN = 64;

  /** What becomes of accepted connections. */
  public interface Acceptor {
    /**
     * A connection was accepted; called on the accepting loop. It may {@link Listener#pause} the
     * listener, and what follows then waits in the kernel.
     *
     * @return whether to keep it; false closes it at once
     */
    boolean admit(Listener listener);

    /**
     * An admitted connection stands; called on its loop, before anything is read. Its owner is set
     * here.
     */
    void accepted(Connection connection);

    /**
     * Accepting failed, and pauses; called on the accepting loop, at most once in {@link
     * #EXHAUSTED_REPORT_SECONDS}, however often that is.
     */
    void acceptFailed(Listener listener, Throwable cause);
  }

  private final Endpoint endpoint;
  private final EventLoops loops;
  private final Loop loop;
  private final ServerChannel channel;
  private final Acceptor acceptor;
  private final SocketOptions options;
  private volatile boolean wanted = true;

  private Listener(
      Endpoint endpoint,
      EventLoops loops,
      ServerChannel channel,
      SocketOptions options,
      Acceptor acceptor) {
    this.endpoint = endpoint;
    this.loops = loops;
    this.loop = loops.next();
    this.channel = channel;
    this.options = options;
    this.acceptor = acceptor;
  }

  /**
   * Listens on a socket that another process handed over for this address, or binds a new one.
   *
   * @throws IOException with the system's reason when the address cannot be bound
   */
  public static Listener open(
      Endpoint endpoint,
      EventLoops loops,
      Listening listening,
      SocketOptions options,
      Acceptor acceptor)
      throws IOException {
    Transport transport = loops.transport();
    boolean isUnix = endpoint instanceof Endpoint.Unix;
    int existing =
        endpoint instanceof Endpoint.Descriptor inherited
            ? inherited.fd()
            : listening.handedOver().take(endpoint);
    ServerChannel channel =
        existing >= 0
            ? transport.inherited(existing, isUnix)
            : transport.serverSocket(familyOf(endpoint));
    Listener listener = new Listener(endpoint, loops, channel, options, acceptor);
    channel.config().setOption(ChannelOption.SO_BACKLOG, listening.backlog());
    channel.config().setAutoRead(false);
    channel
        .config()
        .setRecvByteBufAllocator(
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(ACCEPTS_PER_TURN));
    if (endpoint instanceof Endpoint.Inet && existing < 0) {
      channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
      if (options.sharesPort() && transport == Transport.EPOLL) {
        // A process that replaces this one binds beside it, before this one stops listening.
        channel.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
      }
    }
    try {
      listening.socket().apply(channel, familyOf(endpoint), transport, listening.backlog());
    } catch (IOException e) {
      channel.unsafe().closeForcibly();
      throw e;
    }
    channel.pipeline().addLast(listener.new Accepting());
    await(listener.loop.eventLoop().register(channel), channel);
    if (existing < 0) {
      listener.bind(listening.file());
    }
    return listener;
  }

  /** The family of the sockets that listen on {@code endpoint}; every address means IPv4's. */
  static SocketProtocolFamily familyOf(Endpoint endpoint) {
    if (!(endpoint instanceof Endpoint.Inet inet)) {
      return SocketProtocolFamily.UNIX;
    }
    boolean version6 =
        inet.address() == null
            ? inet.family() == Endpoint.Family.IPV6
            : inet.address() instanceof Inet6Address;
    return version6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
  }

  private void bind(UnixSocketFile file) throws IOException {
    switch (endpoint) {
      case Endpoint.Inet inet -> await(channel.bind(bindAddress(inet)), channel);
      case Endpoint.Unix unix when unix.isAbstract() ->
          await(channel.bind(unixAddress("\0" + unix.path())), channel);
      case Endpoint.Unix unix ->
          file.publish(
              Path.of(unix.path()),
              fresh -> await(channel.bind(unixAddress(fresh.toString())), channel));
      case Endpoint.Descriptor _ -> {}
    }
  }

  private SocketAddress unixAddress(String path) {
    return loops.transport() == Transport.EPOLL
        ? new DomainSocketAddress(path)
        : UnixDomainSocketAddress.of(Path.of(path));
  }

  private static void await(ChannelFuture future, Channel channel) throws IOException {
    future.awaitUninterruptibly();
    Throwable cause = future.cause();
    if (cause != null) {
      channel.close();
      throw cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
    }
  }

  /** The address that sockets bind to for {@code endpoint}. */
  static InetSocketAddress bindAddress(Endpoint.Inet endpoint) {
    return endpoint.address() == null
        ? new InetSocketAddress(
            familyOf(endpoint) == SocketProtocolFamily.INET ? "0.0.0.0" : "::", endpoint.port())
        : new InetSocketAddress(endpoint.address(), endpoint.port());
  }

  /** Starts to accept, or accepts again after {@link #pause}. */
  public void resume() {
    wanted = true;
    channel.config().setAutoRead(true);
  }

  /** Accepts no more for now; what comes waits in the kernel's backlog. */
  public void pause() {
    wanted = false;
    channel.config().setAutoRead(false);
  }

  /** Whether it accepts, or would if descriptors had not run out. */
  public boolean isAccepting() {
    return wanted && channel.isOpen();
  }

  /** Stops listening for good; connections stay. */
  public void close() {
    wanted = false;
    channel.close().awaitUninterruptibly();
  }

  /** What it listens on. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** The address that it is bound to, with the real port where the system chose one. */
  public @Nullable SocketAddress localAddress() {
    // The kernel remembers a unix socket by the name that it was first bound to.
    return endpoint instanceof Endpoint.Unix unix && !unix.isAbstract()
        ? unixAddress(unix.path())
        : channel.localAddress();
  }

  /** The socket's descriptor, or -1 where the transport does not tell or it is closed. */
  public int descriptor() {
    return channel.isOpen() && channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  /** Takes accepted channels from the server channel's pipeline and makes connections of them. */
  private final class Accepting extends ChannelInboundHandlerAdapter {
    private boolean hasReported;
    private long reported;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof EpollListeningSocket socket) {
        accepted(socket.descriptor(), socket.peer());
      } else {
        accepted((Channel) message);
      }
    }

    private void accepted(int descriptor, InetSocketAddress peer) {
      if (!acceptor.admit(Listener.this)) {
        discard(descriptor);
        return;
      }
      Loop home = loops.next();
      if (home.inLoop()) {
        adopt(home, descriptor, peer);
      } else {
        home.execute(() -> adopt(home, descriptor, peer));
      }
    }

    private void discard(int descriptor) {
      try {
        new FileDescriptor(descriptor).close();
      } catch (IOException e) {
        // It is closed all the same (close(2)).
      }
    }

    private void adopt(Loop home, int descriptor, InetSocketAddress peer) {
      EpollWire wire = new EpollWire(home, descriptor, peer, Connection.NOBODY);
      home.calls().set(descriptor, SocketCalls.IPPROTO_TCP, SocketCalls.TCP_NODELAY, 1);
      try {
        options.apply(home.calls(), descriptor);
      } catch (IOException refused) {
        // The connection does without.
      }
      home.clock().refresh();
      wire.begin();
      acceptor.accepted(wire.connection());
    }

    private void accepted(Channel accepted) {
      if (!acceptor.admit(Listener.this)) {
        accepted.unsafe().closeForcibly();
        return;
      }
      Loop home = loops.next();
      if (home.inLoop()) {
        adopt(home, accepted);
      } else {
        home.execute(() -> adopt(home, accepted));
      }
    }

    private void adopt(Loop home, Channel accepted) {
      ChannelWire wire = new ChannelWire(home, accepted, Connection.NOBODY);
      if (!(endpoint instanceof Endpoint.Unix)) {
        Connector.apply(options, accepted.config());
      }
      wire.begin();
      home.clock().refresh();
      acceptor.accepted(wire.connection());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      channel.config().setAutoRead(false);
      // First of all that it accepts again: whatever telling the acceptor may need is short now.
      loop.eventLoop()
          .schedule(
              () -> {
                if (wanted && channel.isOpen()) {
                  channel.config().setAutoRead(true);
                }
              },
              EXHAUSTED_PAUSE_MILLIS,
              TimeUnit.MILLISECONDS);
      long now = System.nanoTime();
      if (!hasReported || now - reported >= TimeUnit.SECONDS.toNanos(EXHAUSTED_REPORT_SECONDS)) {
        hasReported = true;
        reported = now;
        acceptor.acceptFailed(Listener.this, cause);
      }
    }
  }
}
