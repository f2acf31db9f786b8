package io.spillway.proxy.server;

import io.netty.util.NetUtil;
import io.spillway.net.Endpoint;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.definition.ProxyHeaderKeywords;
import io.spillway.proxy.definition.ResolutionKeywords;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.stats.Counters;
import io.spillway.proxy.stats.Gauge;
import io.spillway.proxy.stats.Statistics;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of a backend, as it lives: where it is, its share of the load, its state, its slots
 * and its numbers. Thread-safe.
 */
public final class Server implements Assignment {
  /** What a weight is multiplied by, so that slow start can give fractions of 1. */
  static final int WEIGHT_SCALE = 16;

  private final ServerDefinition definition;
  private final String backend;
  private final ServerPolicy policy;
  private final ProxyHeaderPolicy proxyHeader;
  private final RequestedName serverName;
  private final ServerName name;
  private final LongSupplier clock;
  private final ServerState state;
  private final Statistics statistics;
  private final AtomicInteger idleConnections = new AtomicInteger();
  private final AtomicInteger provenIdleConnections = new AtomicInteger();
  final WaitQueue queue = new WaitQueue();

  private volatile Endpoint endpoint;
  private volatile boolean isWhereClientsWant;
  private volatile ServerLimits limits;
  private volatile int weight;
  private volatile byte @Nullable [] cookie;
  private final boolean hasOwnCookie;
  private volatile Runnable moved = () -> {};
  private volatile @Nullable Dispatcher dispatcher;

  /** Whether its group counts it among the usable ones. Guarded by the dispatcher's lock. */
  boolean isCounted;

  /** Its group. Set once, before the dispatcher is published. */
  @Nullable ServerGroup group;

  /**
   * A server, up unless its policy says otherwise.
   *
   * @param backend its backend's name
   * @param loops how many event loops count for it
   * @param clock milliseconds, monotonic
   */
  public Server(
      ServerDefinition definition,
      String backend,
      ServerPolicy policy,
      int loops,
      LongSupplier clock) {
    this.definition = definition;
    this.backend = backend;
    this.policy = policy;
    this.proxyHeader = definition.settings().get(ProxyHeaderKeywords.SENT);
    this.serverName = RequestedName.of(definition);
    this.name = new ServerName(definition);
    this.clock = clock;
    this.statistics = new Statistics(loops);
    this.endpoint = definition.endpoint();
    this.isWhereClientsWant = isWildcard(endpoint);
    this.limits = policy.limits();
    this.weight = policy.weight();
    String ownCookie = definition.settings().get(ServerKeywords.COOKIE);
    this.hasOwnCookie = !ownCookie.isEmpty();
    this.cookie = hasOwnCookie ? ownCookie.getBytes(StandardCharsets.ISO_8859_1) : null;
    this.state = new ServerState(this, policy, clock);
  }

  /** What the configuration says about it. */
  public ServerDefinition definition() {
    return definition;
  }

  /** What its line says beyond the address. */
  public ServerPolicy policy() {
    return policy;
  }

  /** The PROXY protocol header that connections to it begin with. */
  public ProxyHeaderPolicy proxyHeader() {
    return proxyHeader;
  }

  /** How connections to it are made secure, or null where they are not. */
  public @Nullable TlsClient tls() {
    return definition.tls();
  }

  /** How connections to it are made secure on which {@code protocol} is to be spoken, or null. */
  public @Nullable TlsClient tls(ServerProtocol protocol) {
    TlsClient http1 = protocol == ServerProtocol.HTTP_1 ? definition.http().http1Tls() : null;
    return http1 == null ? definition.tls() : http1;
  }

  /** Which version of HTTP is spoken with it. */
  public ServerHttp http() {
    return definition.http();
  }

  /** Which name it is asked for in TLS handshakes. */
  public RequestedName serverName() {
    return serverName;
  }

  /** Its name. */
  public String name() {
    return definition.name();
  }

  /** The names that its address follows from. */
  public ServerName hostName() {
    return name;
  }

  /** Its numeric id, from 1. */
  public int id() {
    return definition.id();
  }

  /** Its backend's and its own name: {@code backend/server}. */
  public String path() {
    return backend + "/" + definition.name();
  }

  /** Whether it is a backup server. */
  public boolean isBackup() {
    return policy.isBackup();
  }

  /** Where it is now. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Its address and port as stick tables keep them: {@code 192.0.2.7:80}; or its socket's path. */
  public String address() {
    return switch (endpoint) {
      case Endpoint.Inet inet -> written(inet) + ":" + inet.port();
      case Endpoint.Unix unix -> unix.path();
      case Endpoint.Descriptor inherited -> "fd@" + inherited.fd();
    };
  }

  private static String written(Endpoint.Inet inet) {
    InetAddress address = inet.address();
    return address == null ? inet.host() : NetUtil.toAddressString(address);
  }

  /**
   * Whether it has no address of its own, and connections go where the client's went, or where
   * {@code set-dst} says.
   */
  public boolean isWhereClientsWant() {
    return isWhereClientsWant;
  }

  /** Moves it; connections made before stay where they are. */
  public void moveTo(Endpoint endpoint) {
    this.endpoint = endpoint;
    isWhereClientsWant = isWildcard(endpoint);
    moved.run();
    changed();
  }

  private static boolean isWildcard(Endpoint endpoint) {
    if (!(endpoint instanceof Endpoint.Inet inet)) {
      return false;
    }
    InetAddress address = inet.address();
    boolean isUnwritten = inet.host().isEmpty() || inet.host().equals("*");
    return address == null ? isUnwritten : address.isAnyLocalAddress();
  }

  /** Moves it to another address; its port and its host's name stay. Null for nowhere. */
  public void changeAddress(@Nullable InetAddress address) {
    if (endpoint instanceof Endpoint.Inet old) {
      moveTo(new Endpoint.Inet(old.host(), address, old.port(), old.family()));
    }
  }

  /** Whether it has a name and no address. */
  public boolean isNowhere() {
    return endpoint instanceof Endpoint.Inet inet
        && inet.address() == null
        && ResolutionKeywords.hasName(inet);
  }

  /** Moves it to another port of its address; a server on a unix socket stays where it is. */
  public void changePort(int port) {
    if (endpoint instanceof Endpoint.Inet old && old.port() != port) {
      moveTo(new Endpoint.Inet(old.host(), old.address(), port, old.family()));
    }
  }

  /** Has {@code listener} called after each {@link #moveTo}, by the same thread. */
  public void onMove(Runnable listener) {
    moved = listener;
  }

  /** What stands for it in the backend's cookie, or null. Not to be changed. */
  public byte @Nullable [] cookie() {
    return cookie;
  }

  /** Whether the configuration says what stands for it in the backend's cookie. */
  public boolean hasOwnCookie() {
    return hasOwnCookie;
  }

  /** Has {@code value} stand for it in the backend's cookie; null for nothing. */
  public void dynamicCookie(byte @Nullable [] value) {
    cookie = value;
  }

  /** Its weight now, 0 to 256, slow start apart. */
  public int weight() {
    return weight;
  }

  /** The weight that the configuration gave it. */
  public int initialWeight() {
    return policy.weight();
  }

  /** Sets its weight; 0 takes it out of balancing, while persistence still reaches it. */
  public void setWeight(int weight) {
    if (weight < 0 || weight > ServerPolicy.MAX_WEIGHT) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 0 to 256)");
    }
    this.weight = weight;
    changed();
  }

  /**
   * Its share of the load now: the weight times 16, less while it warms up.
   *
   * @return 0 to 4096
   */
  public int effectiveWeight() {
    int full = weight * WEIGHT_SCALE;
    if (state.operational() != OperationalState.STARTING) {
      return full;
    }
    long slowStart = policy.slowStartMillis();
    long elapsed = clock.getAsLong() - state.lastChangeMillis();
    if (elapsed >= slowStart) {
      return full;
    }
    long scale = (WEIGHT_SCALE * Math.max(0, elapsed) + slowStart) / slowStart;
    return (int) (weight * scale);
  }

  /** Slots and queue, as they are set now. */
  public ServerLimits limits() {
    return limits;
  }

  /** Sets how many streams it takes at once; 0 for no limit. */
  public void setMaximum(int maximum) {
    limits = limits.withMaximum(maximum);
    changed();
  }

  /** Its health and what operators decided. */
  public ServerState state() {
    return state;
  }

  /** Whether the balance algorithm may give it to a stream. */
  public boolean usable() {
    OperationalState operational = state.operational();
    return (operational == OperationalState.RUNNING || operational == OperationalState.STARTING)
        && !state.isInMaintenance()
        && !state.isDraining()
        && weight > 0;
  }

  /** The streams that hold one of its slots. */
  public Gauge sessions() {
    return statistics.sessions();
  }

  /** How many streams wait for this very server. */
  public int waiting() {
    return queue.size();
  }

  /** The most that have waited for this very server. */
  public int maximumWaiting() {
    return queue.max();
  }

  /** A stream saw something of it, for {@code observe}. */
  public void observe(Observation observation) {
    state.observe(observation);
  }

  /**
   * Counts one more idle connection to it, of whatever loop, where {@code most} are not yet kept.
   *
   * @param most the most to keep, -1 for any number
   * @param isProven whether it has carried more than one stream
   * @return whether the connection may be kept
   */
  public boolean admitIdleConnection(int most, boolean isProven) {
    int kept = idleConnections.incrementAndGet();
    if (most >= 0 && kept > most) {
      idleConnections.decrementAndGet();
      return false;
    }
    if (isProven) {
      provenIdleConnections.incrementAndGet();
    }
    return true;
  }

  /** A connection that was admitted is idle no longer; {@code isProven} as it was then. */
  public void dropIdleConnection(boolean isProven) {
    idleConnections.decrementAndGet();
    if (isProven) {
      provenIdleConnections.decrementAndGet();
    }
  }

  /** How many idle connections to it all loops together keep. */
  public int idleConnections() {
    return idleConnections.get();
  }

  /** How many of the idle connections have carried more than one stream. */
  public int provenIdleConnections() {
    return provenIdleConnections.get();
  }

  /** Its counters. */
  public Counters counters() {
    return statistics.counters();
  }

  /** All that is counted for it. */
  public Statistics statistics() {
    return statistics;
  }

  /** Whether a stream that came now would have to wait: no slot is free, or others wait already. */
  public boolean isFull() {
    int slots = slots();
    return slots > 0 && (queue.size() > 0 || sessions().value() >= slots);
  }

  /** How many streams it takes at once now; 0 for no limit. */
  public int slots() {
    Dispatcher attached = dispatcher;
    if (!limits.isLimited() || attached == null) {
      return limits.maximum();
    }
    return throttled(attached.slots(limits));
  }

  private int throttled(int slots) {
    if (state.operational() != OperationalState.STARTING) {
      return slots;
    }
    long elapsed = clock.getAsLong() - state.lastChangeMillis();
    long slowStart = policy.slowStartMillis();
    return elapsed >= slowStart
        ? slots
        : (int) Math.max(1, slots * Math.max(0, elapsed) / slowStart);
  }

  void beginWarmUp() {
    Dispatcher attached = dispatcher;
    if (attached != null) {
      attached.warmUp(this);
    }
  }

  void attach(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** Tells the dispatcher, if there is one yet, that this server is to be looked at again. */
  BackendEffect changed() {
    Dispatcher attached = dispatcher;
    return attached == null ? BackendEffect.NONE : attached.serverChanged(this);
  }

  @Override
  public String toString() {
    return path();
  }
}
