package io.spillway.facility.dns;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.NameAnswers;
import io.spillway.net.Connection;
import io.spillway.net.DatagramListener;
import io.spillway.net.Endpoint;
import io.spillway.net.EventLoops;
import io.spillway.net.Listener;
import io.spillway.net.Listening;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * The authoritative name server: it answers for its zones and for nothing else. Thread-safe.
 *
 * <p>Every event loop answers with a {@link Responder} of its own from the {@link ServedState} that
 * is published at the moment. Transfers and notifications run on virtual threads.
 */
public final class DnsServer implements AutoCloseable {
  private static final int MAX_QUERY = 2048;

  /** A process that replaces this one binds beside it. */
  private static final SocketOptions SHARED = SocketOptions.SYSTEM.sharingPort(true);

  private static final int BACKLOG = 1024;
  private static final int MAX_TRANSFERS = 16;

  /** How many of the connections one client may have: a tenth, but a few at least. */
  private static final int SHARE = 10;

  private static final int LEAST_SHARE = 8;
  private static final Duration ROLL_INTERVAL = Duration.ofMinutes(1);

  /**
   * A zone as it is served now. Immutable.
   *
   * @param name the zone's name, with a dot at its end
   * @param serial its serial number, 0 to 4294967295
   * @param isSigned whether it has keys
   */
  public record ZoneStatus(String name, long serial, boolean isSigned) {}

  private final DnsServerDefinition definition;
  private final NameAnswers answers;
  private final InstantSource clock;
  private final DnsCounters counters;
  private final Notifications notifications;
  private final List<LoopService> services = new ArrayList<>();
  private final List<DatagramListener> datagrams = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final Semaphore transfers = new Semaphore(MAX_TRANSFERS);
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<InetAddress, Integer> byClient = new ConcurrentHashMap<>();
  private final Thread roller;
  private @Nullable AutoCloseable subscription;
  private volatile ServedState state;

  private DnsServer(
      DnsDefinition definition,
      NameAnswers answers,
      EventLoops loops,
      InstantSource clock,
      @Nullable CookieSecret shared) {
    this.definition = definition.server();
    this.answers = answers;
    this.clock = clock;
    this.counters = new DnsCounters(loops.loops().size());
    this.notifications = new Notifications(counters);
    this.state = new ServedState(List.of(), List.of());
    RateLimit limit = this.definition.rateLimit();
    RateLimiter limiter = limit == null ? null : new RateLimiter(limit, System.nanoTime());
    CookieSecret secret = cookieSecret(shared);
    for (Loop loop : loops.loops()) {
      Responder responder =
          new Responder(this.definition, () -> state, limiter, secret, counters, loop.index());
      services.add(new LoopService(loop, responder, answers, counters));
    }
    roller = Thread.ofVirtual().name("dns-signatures").unstarted(this::roll);
  }

  /** Opens a server and has it answer at once; see {@link #open}. */
  public static DnsServer start(
      DnsDefinition definition,
      NameAnswers answers,
      EventLoops loops,
      InstantSource clock,
      @Nullable CookieSecret shared)
      throws IOException {
    DnsServer server = open(definition, answers, loops, clock, shared);
    server.serve();
    return server;
  }

  /**
   * A server that has its addresses, and answers once it is told to serve.
   *
   * @param answers what the names that follow a verdict answer
   * @param loops where queries are answered
   * @param clock tells the time for signatures and serial numbers
   * @param shared the secret of cookies that all instances share, or null; it holds where the
   *     definition has none, so that an instance knows the others' cookies
   * @throws IOException when an address cannot be bound; the message names it
   */
  public static DnsServer open(
      DnsDefinition definition,
      NameAnswers answers,
      EventLoops loops,
      InstantSource clock,
      @Nullable CookieSecret shared)
      throws IOException {
    DnsServer server = new DnsServer(definition, answers, loops, clock, shared);
    try {
      server.replace(definition);
      for (DnsServerDefinition.Bind bind : definition.server().binds()) {
        server.bind(bind.endpoint(), loops);
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
    server.subscription = answers.onChange(server::changed);
    answers.all().forEach(server::changed);
    return server;
  }

  /** Answers from now on. */
  public void serve() {
    listeners.forEach(Listener::resume);
    datagrams.forEach(DatagramListener::resume);
    roller.start();
  }

  private @Nullable CookieSecret cookieSecret(@Nullable CookieSecret shared) {
    if (!definition.cookies()) {
      return null;
    }
    CookieSecret own = definition.cookieSecret();
    if (own != null) {
      return own;
    }
    return shared != null ? shared : CookieSecret.random();
  }

  private void bind(Endpoint.Inet endpoint, EventLoops loops) throws IOException {
    try {
      DatagramListener datagram =
          DatagramListener.open(endpoint, loops, MAX_QUERY, loop -> services.get(loop.index()));
      datagrams.add(datagram);
      Endpoint.Inet samePort =
          new Endpoint.Inet(
              endpoint.host(),
              endpoint.address(),
              datagram.localAddress().getPort(),
              endpoint.family());
      listeners.add(
          Listener.open(samePort, loops, Listening.anew(BACKLOG), SHARED, new Accepting()));
    } catch (IOException e) {
      throw new IOException(
          "cannot bind the DNS server to "
              + (endpoint.address() == null ? "*" : endpoint.address().getHostAddress())
              + ":"
              + endpoint.port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Serves other zones and keys from now on; what the {@code dns-server} section says stays as it
   * was when the server started. Secondaries of zones whose serial number is not what it was are
   * notified.
   */
  public synchronized void replace(DnsDefinition changed) {
    Map<String, Long> serials = new HashMap<>();
    zones().forEach(zone -> serials.put(zone.name(), zone.serial()));
    List<ServedZone> served =
        changed.zones().stream().map(zone -> ServedZone.of(zone, answers.all(), now())).toList();
    state = new ServedState(served, changed.keys());
    for (ServedZone zone : served) {
      Long before = serials.get(zone.zone().apex().toString());
      if (before == null || before != zone.zone().current().serial()) {
        notifications.changed(zone);
      }
    }
    // An answer that changed meanwhile was told to the zones before.
    answers.all().forEach(this::changed);
  }

  private synchronized void changed(NameAnswer answer) {
    for (ServedZone zone : state.served()) {
      if (zone.zone().follow(answer)) {
        notifications.changed(zone);
      }
    }
  }

  private void roll() {
    while (!Thread.currentThread().isInterrupted()) {
      for (ServedZone zone : state.served()) {
        if (zone.zone().roll(now())) {
          notifications.changed(zone);
        }
      }
      try {
        Thread.sleep(ROLL_INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Tells a TXT record from now on; see {@link io.spillway.facility.dns.zone.Zone#add}.
   *
   * @param name without a dot at its end
   * @param seconds its time to live
   * @return false where no zone of this server holds the name
   */
  public boolean addText(String name, String value, int seconds) {
    TXTRecord text = text(name, value, seconds);
    ServedZone zone = text == null ? null : zone(text.getName());
    if (text == null || zone == null) {
      return false;
    }
    zone.zone().add(text);
    return true;
  }

  /** Tells a record no more that was added. */
  public void removeText(String name, String value) {
    TXTRecord text = text(name, value, 0);
    ServedZone zone = text == null ? null : zone(text.getName());
    if (text != null && zone != null) {
      zone.zone().remove(text);
    }
  }

  private static @Nullable TXTRecord text(String name, String value, int seconds) {
    try {
      return new TXTRecord(Name.fromString(name, Name.root), DClass.IN, seconds, value);
    } catch (TextParseException e) {
      return null;
    }
  }

  /** The zone with the longest name that {@code name} is in, or null. */
  private @Nullable ServedZone zone(Name name) {
    ServedZone best = null;
    for (ServedZone served : state.served()) {
      Name apex = served.zone().apex().toName();
      if (name.subdomain(apex)
          && (best == null || apex.labels() > best.zone().apex().toName().labels())) {
        best = served;
      }
    }
    return best;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  /** Where the server listens, with the real ports where the system chose them. */
  public List<InetSocketAddress> addresses() {
    return datagrams.stream().map(DatagramListener::localAddress).toList();
  }

  /** The zones as they are now. */
  public List<ZoneStatus> zones() {
    return state.served().stream()
        .map(
            served ->
                new ZoneStatus(
                    served.zone().apex().toString(),
                    served.zone().current().serial(),
                    !served.definition().keys().isEmpty()))
        .toList();
  }

  /** What was counted up to now. */
  public DnsCounters.Snapshot counters() {
    return counters.snapshot();
  }

  /** Listens and notifies no more. */
  @Override
  public void close() {
    datagrams.forEach(DatagramListener::close);
    listeners.forEach(Listener::close);
    roller.interrupt();
    notifications.close();
    AutoCloseable subscribed = subscription;
    if (subscribed != null) {
      try {
        subscribed.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Takes TCP connections, up to a number of all and of each client's. */
  private final class Accepting implements Listener.Acceptor, TcpSession.Host {
    @Override
    public boolean admit(Listener listener) {
      if (connections.get() >= definition.maxConnections()) {
        counters.increment(DnsCounter.TCP_REFUSED);
        return false;
      }
      connections.incrementAndGet();
      return true;
    }

    @Override
    public void accepted(Connection connection) {
      InetSocketAddress remote = connection.remoteInetAddress();
      int share = Math.max(LEAST_SHARE, definition.maxConnections() / SHARE);
      if (remote == null || byClient.merge(remote.getAddress(), 1, Integer::sum) > share) {
        counters.increment(DnsCounter.TCP_REFUSED);
        end(remote);
        connection.close();
        return;
      }
      counters.increment(connection.loop().index(), DnsCounter.TCP_CONNECTIONS);
      connection.setOwner(
          new TcpSession(
              connection,
              remote.getAddress(),
              services.get(connection.loop().index()),
              this,
              definition.idleTimeout().toMillis()));
    }

    @Override
    public void acceptFailed(Listener listener, Throwable cause) {
      counters.increment(DnsCounter.TCP_REFUSED);
    }

    @Override
    public void ended(InetAddress client) {
      byClient.computeIfPresent(client, (_, count) -> count > 1 ? count - 1 : null);
      connections.decrementAndGet();
    }

    private void end(@Nullable InetSocketAddress remote) {
      if (remote == null) {
        connections.decrementAndGet();
      } else {
        ended(remote.getAddress());
      }
    }

    @Override
    public void run(TransferRequest request, ZoneTransfer.Sink sink, Runnable end) {
      Thread.ofVirtual()
          .name("dns-transfer-" + request.zone().apex())
          .start(
              () -> {
                try {
                  transfers.acquire();
                  try {
                    if (new ZoneTransfer(request, sink).run(now())) {
                      counters.increment(DnsCounter.TRANSFERS);
                    }
                  } finally {
                    transfers.release();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  end.run();
                }
              });
    }
  }
}
