package io.spillway.ops.runtime;

import io.spillway.net.Endpoint;
import io.spillway.net.UnixSocketFile;
import io.spillway.proxy.stats.ProcessStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A {@code stats socket}: accepts connections and answers each on a virtual thread of its own.
 * Thread-safe.
 */
public final class RuntimeServer implements AutoCloseable {
  private static final int BACKLOG = 64;

  private final SocketSettings settings;
  private final Semaphore slots;
  private final ProcessStatus process;
  private final OperatorServices services;
  private final Thread acceptor;
  private final ListeningSockets sockets;
  private final ServerSocketChannel listener;
  private final @Nullable Path path;
  private final @Nullable Object fileKey;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  /**
   * Listens and accepts from now on.
   *
   * @param slots one for each connection that is answered at the same time, shared by all sockets
   *     of the process ({@code stats maxconn}); those that come while none is free wait for theirs
   * @param services what this process does beside carrying traffic
   * @throws IOException when the address cannot be listened on; the message says why
   */
  public RuntimeServer(
      SocketSettings settings,
      Semaphore slots,
      ProcessStatus process,
      OperatorServices services,
      ListeningSockets sockets)
      throws IOException {
    this.settings = settings;
    this.services = services;
    this.slots = slots;
    this.process = process;
    this.sockets = sockets;
    switch (settings.endpoint()) {
      case Endpoint.Unix unix when unix.isAbstract() ->
          throw new IOException("abstract unix sockets are not implemented here");
      case Endpoint.Unix unix -> {
        path = Path.of(unix.path());
        listener = listenOn(path);
        fileKey = keyOf(path);
      }
      case Endpoint.Inet inet -> {
        path = null;
        fileKey = null;
        listener = ServerSocketChannel.open();
        // A process that replaces this one binds beside it, before this one stops listening.
        listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        InetAddress address = inet.address();
        listener.bind(
            address == null
                ? new InetSocketAddress(inet.port())
                : new InetSocketAddress(address, inet.port()),
            BACKLOG);
      }
      case Endpoint.Descriptor descriptor ->
          throw new IOException("stats socket on fd@" + descriptor.fd() + " is not supported");
    }
    acceptor = Thread.ofVirtual().name("stats socket").start(this::accept);
  }

  private ServerSocketChannel listenOn(Path socket) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      new UnixSocketFile(settings.mode(), orEmpty(settings.user()), orEmpty(settings.group()))
          .publish(socket, fresh -> channel.bind(UnixDomainSocketAddress.of(fresh), BACKLOG));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String orEmpty(@Nullable String name) {
    return name == null ? "" : name;
  }

  /** Where it listens. */
  public SocketAddress address() throws IOException {
    return listener.getLocalAddress();
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel connection = listener.accept();
        connections.add(connection);
        slots.acquire();
        Thread.ofVirtual().name("stats session").start(() -> serve(connection));
      } catch (ClosedChannelException | InterruptedException e) {
        return;
      } catch (IOException e) {
        // No descriptor is left, for one: the client sees its connection wait, the next may work.
        Thread.yield();
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        SilenceGuard guard = new SilenceGuard(connection, settings.timeoutSeconds());
        InputStream in = guard.watch(Channels.newInputStream(connection));
        OutputStream out = Channels.newOutputStream(connection)) {
      RuntimeSession session = new RuntimeSession(process, services, settings.level(), in, out);
      session.onTimeout(guard::setSeconds);
      if (settings.exposesListeners() && settings.endpoint() instanceof Endpoint.Unix) {
        session.onHandover(() -> sockets.sendOver(connection));
        session.givesState();
      }
      session.run();
    } catch (IOException e) {
      // The client went away, or was silent for too long: there is nobody to tell.
    } finally {
      connections.remove(connection);
      slots.release();
    }
  }

  /** Stops listening and ends all connections. */
  @Override
  public void close() throws IOException {
    listener.close();
    acceptor.interrupt();
    for (SocketChannel connection : connections) {
      connection.close();
    }
    if (path != null) {
      if (Objects.equals(fileKey, keyOf(path))) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** What tells this socket's file from one that another process has put in its place. */
  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
        : null;
  }
}
