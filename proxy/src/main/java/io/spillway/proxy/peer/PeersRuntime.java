package io.spillway.proxy.peer;

import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Endpoint;
import io.spillway.net.EventLoops;
import io.spillway.net.HandedOverSockets;
import io.spillway.net.Listener;
import io.spillway.net.Listening;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.net.Timeout;
import io.spillway.net.Transport;
import io.spillway.net.tls.TlsClient;
import io.spillway.net.tls.TlsServer;
import io.spillway.proxy.table.Replication;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StickTables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All {@code peers} sections of a configuration at work, on an event loop of their own. Started and
 * stopped by one thread; the rest is thread-safe.
 */
public final class PeersRuntime {
  private static final long TICK_MILLIS = 100;

  /** While traffic goes on, changes are taken together, so often. */
  private static final long COLLECT_MILLIS = 5;

  /** How long a process that ends waits for the one after it to learn. */
  private static final long FAREWELL_MILLIS = 10_000;

  /** Hears who comes and goes; called on the peers' loop. */
  @FunctionalInterface
  public interface Journal {
    /** Something to log; {@code isTrouble} says whether it is one. */
    void tell(PeersDefinition section, String text, boolean isTrouble);
  }

  private final EventLoops loops;
  private final Loop loop;
  private final Connector connector;
  private final Journal journal;
  private final List<PeersSection> sections = new ArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Timeout tick;
  private final Timeout collecting;
  private volatile int active;
  private volatile int connected;
  private @Nullable CompletableFuture<Void> farewell;
  private long farewellEnds;

  /**
   * Makes all sections live; nothing is bound and nothing runs yet.
   *
   * @param updatesAtOnce {@code tune.peers.max-updates-at-once}
   * @param followsAnother whether there may be a process that this one replaces, which teaches it
   */
  public PeersRuntime(
      Collection<PeersDefinition> definitions,
      StickTables tables,
      Journal journal,
      int updatesAtOnce,
      boolean followsAnother) {
    this.loops = new EventLoops(1, Transport.best(), "peers");
    this.loop = loops.next();
    this.connector = new Connector(loops.transport());
    this.journal = journal;
    this.tick = new Timeout(loop.timers(), this::tick);
    this.collecting = new Timeout(loop.timers(), this::collect);
    for (PeersDefinition definition : definitions) {
      sections.add(
          new PeersSection(
              definition,
              replicated(definition, tables),
              loop,
              new Outside(),
              ThreadLocalRandom.current(),
              updatesAtOnce,
              followsAnother));
    }
  }

  private List<ReplicatedTable> replicated(PeersDefinition definition, StickTables tables) {
    List<ReplicatedTable> replicated = new ArrayList<>();
    for (StickTable table : tables.tables()) {
      Replication replication = table.definition().replication();
      if (replication.peers().equals(definition.name())) {
        StickTable writesTo =
            replication.writesTo().isEmpty() ? null : tables.table(replication.writesTo());
        replicated.add(new ReplicatedTable(table, replicated.size() + 1, writesTo, this::wakeUp));
      }
    }
    return replicated;
  }

  private void wakeUp() {
    if (awake.compareAndSet(false, true)) {
      loop.execute(this::collect);
    }
  }

  private void collect() {
    boolean any = false;
    for (PeersSection section : sections) {
      any |= section.collect();
    }
    if (any) {
      collecting.set(COLLECT_MILLIS);
      return;
    }
    awake.set(false);
    // What changed before that woke nobody up.
    if (sections.stream().flatMap(s -> s.tables().stream()).anyMatch(ReplicatedTable::hasChanges)) {
      wakeUp();
    }
  }

  /** What sections take from outside. */
  private final class Outside implements PeersSection.Surroundings {
    @Override
    public void connect(PeersSection section, PeerSession session, Runnable failed) {
      PeersRuntime.this.connect(section, session, failed);
    }

    @Override
    public void tell(PeersDefinition section, String text, boolean isTrouble) {
      journal.tell(section, text, isTrouble);
    }
  }

  private void connect(PeersSection section, PeerSession session, Runnable failed) {
    RemotePeer peer = session.peer();
    if (peer == null) {
      return;
    }
    TlsClient tls = peer.definition().tls();
    Connection opened =
        connector.connect(
            loop,
            address(peer.definition().endpoint()),
            SocketOptions.SYSTEM,
            session,
            new Connector.Callback() {
              @Override
              public void connected() {
                Connection stands = session.connection();
                if (tls == null || stands == null) {
                  session.greet(section.greeting(session));
                  return;
                }
                stands.secure(
                    tls,
                    null,
                    new Connection.Handshake() {
                      @Override
                      public void secured() {
                        session.greet(section.greeting(session));
                      }

                      @Override
                      public void handshakeFailed(Throwable cause) {
                        failed.run();
                      }
                    });
              }

              @Override
              public void connectFailed(Throwable cause) {
                failed.run();
              }
            });
    if (opened != null) {
      session.opening(opened);
    }
  }

  private static SocketAddress address(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet -> {
        InetAddress address = inet.address();
        yield new InetSocketAddress(
            address == null || address.isAnyLocalAddress()
                ? InetAddress.getLoopbackAddress()
                : address,
            inet.port());
      }
      case Endpoint.Unix unix -> unix.toAddress();
      case Endpoint.Descriptor _ -> throw new IllegalStateException("no address to connect to");
    };
  }

  /**
   * Listens on one of {@code definition}'s addresses.
   *
   * @param handedOver sockets of another process, which are taken where they fit
   * @param sharesPort whether another process may listen there, too
   * @throws IOException with the system's reason where the address cannot be bound
   */
  public void listen(
      PeersDefinition definition,
      PeersDefinition.ListenerDefinition listener,
      HandedOverSockets handedOver,
      boolean sharesPort)
      throws IOException {
    Listening own = listener.listening();
    SocketOptions options =
        SocketOptions.SYSTEM.with(SocketOptions.KeepAlive.SYSTEM).sharingPort(sharesPort);
    PeersSection section =
        sections.stream().filter(s -> s.definition() == definition).findFirst().orElseThrow();
    listeners.add(
        Listener.open(
            listener.endpoint(),
            loops,
            new Listening(own.backlog(), own.socket(), own.file(), handedOver),
            options,
            new Accepting(section, listener.tls())));
  }

  private record Accepting(PeersSection section, @Nullable TlsServer tls)
      implements Listener.Acceptor {
    @Override
    public boolean admit(Listener listener) {
      return true;
    }

    @Override
    public void accepted(Connection connection) {
      PeerSession session = section.accepted(connection);
      if (tls != null) {
        connection.secure(
            tls,
            new Connection.Handshake() {
              @Override
              public void secured() {}

              @Override
              public void handshakeFailed(Throwable cause) {
                session.close();
              }
            });
      }
    }

    @Override
    public void acceptFailed(Listener listener, Throwable cause) {}
  }

  /** Begins to accept and to connect. */
  public void start() {
    listeners.forEach(Listener::resume);
    loop.execute(this::tick);
  }

  private void tick() {
    tick.set(TICK_MILLIS);
    sections.forEach(PeersSection::tick);
    active = sections.stream().mapToInt(PeersSection::active).sum();
    connected = sections.stream().mapToInt(PeersSection::connected).sum();
    CompletableFuture<Void> waiting = farewell;
    if (waiting != null) {
      boolean isOver = loop.clock().millis() >= farewellEnds;
      if (isOver || sections.stream().allMatch(s -> s.isAlone() || s.hasTaught())) {
        waiting.complete(null);
      }
    }
  }

  /** The descriptors of the sockets that listen, for another process. */
  public List<Integer> listeningDescriptors() {
    return listeners.stream().map(Listener::descriptor).filter(fd -> fd >= 0).toList();
  }

  /** How many peers are connected or being connected to. */
  public int active() {
    return active;
  }

  /** How many peers are connected. */
  public int connected() {
    return connected;
  }

  /** Accepts no more, and begins to teach the process that came after this one, if there is one. */
  public void leave() {
    listeners.forEach(Listener::close);
    loop.execute(() -> sections.forEach(PeersSection::leave));
  }

  /** Completed when the process that came after this one knows everything, or does not come. */
  public CompletableFuture<Void> farewell() {
    CompletableFuture<Void> completed = new CompletableFuture<>();
    loop.execute(
        () -> {
          CompletableFuture<Void> asked = farewell;
          if (asked == null) {
            farewellEnds = loop.clock().millis() + FAREWELL_MILLIS;
            farewell = completed;
          } else {
            var _ = asked.thenRun(() -> completed.complete(null));
          }
        });
    return completed;
  }

  /** What {@code show peers} prints of the section called {@code name}, or of all for null. */
  public String describe(@Nullable String name, boolean withNames) {
    CompletableFuture<String> text = new CompletableFuture<>();
    loop.execute(
        () -> {
          StringBuilder out = new StringBuilder();
          for (PeersSection section : sections) {
            if (name == null || section.definition().name().equals(name)) {
              section.describe(out, withNames);
            }
          }
          text.complete(out.toString());
        });
    return text.join();
  }

  /** Whether there is a section called {@code name}. */
  public boolean hasSection(String name) {
    return sections.stream().anyMatch(s -> s.definition().name().equals(name));
  }

  /** Cuts everything off. */
  public void stop() {
    listeners.forEach(Listener::close);
    loops.close();
  }
}
