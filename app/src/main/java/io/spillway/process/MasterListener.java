package io.spillway.process;

import io.spillway.net.Endpoint;
import io.spillway.net.UnixSocketFile;
import io.spillway.ops.runtime.Level;
import io.spillway.ops.runtime.MasterSession;
import io.spillway.ops.runtime.MasterStatus;
import io.spillway.ops.runtime.SocketSettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A master's own socket ({@code -S}). Java's sockets pass to children, and a worker must not hold
 * what belongs to its master: so Java binds, and connections are accepted by their descriptors.
 * Confined to the master's main thread, but for what it starts.
 */
final class MasterListener {
  /** As many connections of all sockets are answered at the same time; others wait. */
  private static final int MAX_SESSIONS = 10;

  private static final int BACKLOG = 64;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final Semaphore SLOTS = new Semaphore(MAX_SESSIONS, true);

  private final Level level;
  private final int descriptor;

  /** Keeps the descriptor open; null for one that was inherited. */
  private final @Nullable ServerSocketChannel channel;

  private MasterListener(Level level, int descriptor, @Nullable ServerSocketChannel channel) {
    this.level = level;
    this.descriptor = descriptor;
    this.channel = channel;
  }

  /**
   * Listens. No other thread may open descriptors meanwhile.
   *
   * @throws StartException when the address cannot be listened on
   */
  static MasterListener open(SocketSettings settings) throws StartException {
    try {
      if (settings.endpoint() instanceof Endpoint.Descriptor inherited) {
        return inherited(settings.level(), inherited.fd());
      }
      Set<Integer> before = listening();
      ServerSocketChannel channel = bind(settings);
      Set<Integer> fresh = listening();
      fresh.removeAll(before);
      int descriptor = fresh.iterator().next();
      SystemCalls.closeOnExec(descriptor);
      return new MasterListener(settings.level(), descriptor, channel);
    } catch (IOException | SystemCallException e) {
      throw new StartException(
          "Binding [-S] for proxy MASTER: cannot bind socket ("
              + e.getMessage()
              + ") for ["
              + text(settings.endpoint())
              + "]");
    }
  }

  private static MasterListener inherited(Level level, int descriptor) throws SystemCallException {
    if (!SocketCalls.listens(descriptor)) {
      throw new SystemCallException("it is no inherited socket that listens");
    }
    SystemCalls.closeOnExec(descriptor);
    return new MasterListener(level, descriptor, null);
  }

  private static ServerSocketChannel bind(SocketSettings settings) throws IOException {
    ServerSocketChannel channel =
        settings.endpoint() instanceof Endpoint.Unix
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      switch (settings.endpoint()) {
        case Endpoint.Unix unix when unix.isAbstract() ->
            throw new IOException("abstract unix sockets are not implemented here");
        case Endpoint.Unix unix ->
            new UnixSocketFile(settings.mode(), orEmpty(settings.user()), orEmpty(settings.group()))
                .publish(
                    Path.of(unix.path()),
                    fresh -> channel.bind(UnixDomainSocketAddress.of(fresh), BACKLOG));
        case Endpoint.Inet inet -> {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
          InetAddress address = inet.address();
          channel.bind(
              address == null
                  ? new InetSocketAddress(inet.port())
                  : new InetSocketAddress(address, inet.port()),
              BACKLOG);
        }
        case Endpoint.Descriptor _ -> throw new IllegalStateException();
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String orEmpty(@Nullable String name) {
    return name == null ? "" : name;
  }

  private static String text(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet -> inet.host() + ":" + inet.port();
      case Endpoint.Unix unix -> unix.path();
      case Endpoint.Descriptor inherited -> "fd@" + inherited.fd();
    };
  }

  /** The descriptors of this process's sockets that listen. */
  private static Set<Integer> listening() throws SystemCallException {
    Set<Integer> found = new HashSet<>(SystemCalls.openDescriptors());
    found.removeIf(descriptor -> !SocketCalls.listens(descriptor));
    return found;
  }

  /** Answers connections from now on. */
  void start(MasterStatus master) {
    Thread.ofPlatform().daemon().name("master socket").start(() -> accept(master));
  }

  private void accept(MasterStatus master) {
    while (channel == null || channel.isOpen()) {
      SLOTS.acquireUninterruptibly();
      try {
        int connection = SocketCalls.accept(descriptor);
        Thread.ofPlatform().daemon().name("master session").start(() -> serve(master, connection));
      } catch (SystemCallException e) {
        // No descriptor is left, for one: the client waits, and the next attempt may work.
        SLOTS.release();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void serve(MasterStatus master, int connection) {
    try (DescriptorStream stream = new DescriptorStream(connection)) {
      var input = new BufferedInputStream(stream.input());
      new MasterSession(master, level, input, stream.output()).run();
    } catch (IOException e) {
      // The client went away: there is nobody to tell.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      SLOTS.release();
    }
  }
}
