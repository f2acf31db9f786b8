package io.spillway.proxy.stream;

import io.spillway.net.Connection;
import io.spillway.net.Loop;
import io.spillway.net.proxyprotocol.ProxyHeader;
import io.spillway.net.tls.TlsSession;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.Tracker;
import io.spillway.proxy.table.Tracking;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What is known of a client's connection for as long as it lives. Confined to its loop. */
final class SessionContext {
  private final LoopContext loopContext;
  private final FrontendListener listener;
  private final Connection connection;
  private final long acceptNanos;
  private final long acceptWallMicros;
  private @Nullable Address source;
  private @Nullable Address destination;
  private @Nullable VariableStore variables;
  private @Nullable TlsSession tls;
  private boolean sourceRead;
  private boolean destinationRead;
  private boolean savedSynRead;
  private byte @Nullable [] savedSyn;
  private @Nullable ProxyHeader proxyHeader;
  private boolean expectsProxyHeader;
  private boolean expectsNetscalerHeader;
  private long handshakenNanos;
  private int httpVersion = 1;

  /** Where in the time of a soft stop the connection's turn is; negative before it is drawn. */
  private double closingShare = -1;

  /** The neighbours among the loop's sessions; {@link LoopContext} alone uses them. */
  @Nullable SessionContext previous;

  @Nullable SessionContext next;

  private @Nullable LiveSession session;
  private @Nullable Stream upgraded;
  private @Nullable Tracking tracking;
  private int glitches;

  SessionContext(LoopContext loopContext, FrontendListener listener, Connection connection) {
    this.loopContext = loopContext;
    this.listener = listener;
    this.connection = connection;
    this.acceptNanos = loopContext.loop().clock().nanos();
    this.acceptWallMicros = loopContext.loop().clock().wallMicros();
    this.handshakenNanos = acceptNanos;
    if (listener.frontend().logging().mayNameOwnAddresses()) {
      connection.localAddress();
    }
  }

  /** The session begins, or passes to its next part. */
  void begin(LiveSession begun) {
    if (session == null) {
      loopContext.add(this);
    }
    session = begun;
  }

  /** HTTP goes on where {@code stream}, of mode tcp, ends. */
  void upgrade(Stream stream) {
    upgraded = stream;
  }

  /** The stream of mode tcp that the session's first one of HTTP goes on for, once; or null. */
  @Nullable Stream takeUpgraded() {
    Stream taken = upgraded;
    upgraded = null;
    return taken;
  }

  /** Nothing comes from the client before its PROXY protocol header. */
  void expectProxyHeader() {
    expectsProxyHeader = true;
  }

  /** Nothing comes from the client before its header of NetScaler's. */
  void expectNetscalerHeader() {
    expectsNetscalerHeader = true;
  }

  /** Whether the connection began with a PROXY protocol header. */
  boolean hasProxyHeader() {
    return proxyHeader != null;
  }

  /** How many connections there are now on the same bind line. */
  int connectionsOnListener() {
    return listener.statistics().sessions().value();
  }

  /** The name of the bind line, or empty. */
  String bindName() {
    return listener.name();
  }

  /** The client's first packet where it is kept, or null: the kernel gives it once. */
  byte @Nullable [] savedSyn() {
    if (!savedSynRead) {
      savedSynRead = true;
      savedSyn = connection.savedSyn();
    }
    return savedSyn;
  }

  /** Whether a rule asked for a header of NetScaler's. */
  boolean expectsNetscalerHeader() {
    return expectsNetscalerHeader;
  }

  /** Whether a rule asked for a PROXY protocol header. */
  boolean expectsProxyHeader() {
    return expectsProxyHeader;
  }

  /** A PROXY protocol header came: its addresses, if it has any, are the client's from now on. */
  void proxyHeader(ProxyHeader header) {
    proxyHeader = header;
    InetSocketAddress named = header.source();
    if (named != null) {
      sourceRead = true;
      destinationRead = true;
      source = addressOf(named);
      destination = addressOf(header.destination());
    }
  }

  /** The handshakes are over: what comes now is the session's. */
  void handshaken() {
    handshakenNanos = loop().clock().nanos();
  }

  /** The client speaks HTTP/2. */
  void speaksHttp2() {
    httpVersion = 2;
  }

  /** The major version of HTTP that the client speaks. */
  int httpVersion() {
    return httpVersion;
  }

  /** When the handshakes were over, or the connection accepted: {@link System#nanoTime}. */
  long handshakenNanos() {
    return handshakenNanos;
  }

  /** See {@link io.spillway.rules.Evaluation#proxyHeaderValue}. */
  @Nullable ByteSlice proxyHeaderValue(int type, int occurrence) {
    ProxyHeader header = proxyHeader;
    int start = header == null ? -1 : header.valueStart(type, occurrence);
    return header == null || start < 0
        ? null
        : new ByteSlice().set(header.values(), start, header.valueLength(start));
  }

  @Nullable LiveSession session() {
    return session;
  }

  Frontend frontend() {
    return listener.frontend();
  }

  Loop loop() {
    return loopContext.loop();
  }

  ProcessState process() {
    return loopContext.process();
  }

  ServerConnections serverConnections() {
    return loopContext.serverConnections();
  }

  HttpReplies replies() {
    return loopContext.replies();
  }

  StreamLog log() {
    return loopContext.log();
  }

  /** How the error log and {@code %ft} call the bind line. */
  String listenerName() {
    return listener.name().isEmpty() ? Integer.toString(listener.id()) : listener.name();
  }

  /** When the connection was accepted: {@link System#nanoTime}. */
  long acceptNanos() {
    return acceptNanos;
  }

  /** When the connection was accepted: microseconds since 1970. */
  long acceptWallMicros() {
    return acceptWallMicros;
  }

  /** Whether the connection is not to be kept for further requests. */
  boolean isStopping() {
    return keptMillis() == 0;
  }

  /**
   * For how many more milliseconds the connection may be kept: 0 where it is to end, {@link
   * ProcessState#NEVER} where nothing wants that.
   */
  long keptMillis() {
    if (!process().isStopping()) {
      return frontend().isStopping() ? 0 : ProcessState.NEVER;
    }
    if (closingShare < 0) {
      closingShare = ThreadLocalRandom.current().nextDouble();
    }
    return process().keepsFor(closingShare);
  }

  /** The client's address, as a rule may have changed it; null on a unix socket. */
  @Nullable Address source() {
    readSource();
    return source;
  }

  /** The address that the client connected to; null on a unix socket. */
  @Nullable Address destination() {
    readDestination();
    return destination;
  }

  void changeSource(Address address) {
    sourceRead = true;
    source = address;
  }

  void changeDestination(Address address) {
    destinationRead = true;
    destination = address;
  }

  private void readSource() {
    if (!sourceRead) {
      sourceRead = true;
      source = addressOf(connection.remoteInetAddress());
    }
  }

  private void readDestination() {
    if (!destinationRead) {
      destinationRead = true;
      destination = addressOf(connection.localInetAddress());
    }
  }

  static @Nullable Address addressOf(@Nullable InetSocketAddress from) {
    return from == null ? null : Address.of(from);
  }

  /** The client's address on the connection, whatever rules made of it. */
  @Nullable Address connectionSource() {
    return addressOf(connection.remoteInetAddress());
  }

  /** The address that the client connected to, whatever rules made of it. */
  @Nullable Address connectionDestination() {
    return addressOf(connection.localInetAddress());
  }

  /** The client's address as the connection or its PROXY protocol header tells it. */
  @Nullable Address announcedSource() {
    ProxyHeader header = proxyHeader;
    return header == null || header.source() == null
        ? connectionSource()
        : addressOf(header.source());
  }

  /** The destination as the connection or its PROXY protocol header tells it. */
  @Nullable Address announcedDestination() {
    ProxyHeader header = proxyHeader;
    return header == null || header.destination() == null
        ? connectionDestination()
        : addressOf(header.destination());
  }

  /** What was agreed on with the client, or null where its connection is not secure. */
  @Nullable TlsSession tls() {
    TlsSession known = tls;
    if (known == null && connection.isSecure()) {
      known = connection.tlsSession();
      tls = known;
    }
    return known;
  }

  /** The client's connection. */
  Connection connection() {
    return connection;
  }

  /** The listener's number in the frontend, from 1. */
  int listenerId() {
    return listener.id();
  }

  /** What the listener counts. */
  Statistics listenerStatistics() {
    return listener.statistics();
  }

  /** Counts a connection that rules refused. */
  void countDenied(Counter counter) {
    frontend().statistics().counters().increment(loop().index(), counter);
    listener.statistics().counters().increment(loop().index(), counter);
  }

  /** The client's address for balancing, or null. */
  @Nullable InetAddress sourceAddress() {
    if (sourceRead) {
      Address current = source;
      return current == null ? null : current.toSocketAddress().getAddress();
    }
    InetSocketAddress remote = connection.remoteInetAddress();
    return remote == null ? null : remote.getAddress();
  }

  /** The variables of the session. */
  VariableStore variables() {
    VariableStore current = variables;
    if (current == null) {
      current = new VariableStore(process().variableLimits().session(), null);
      variables = current;
    }
    return current;
  }

  /** The client did something wrong that its connection can survive. */
  void glitched() {
    glitches++;
    Tracking own = tracking;
    if (own != null) {
      own.countGlitch(loop().clock().millis());
    }
  }

  /** How often it did. */
  int glitches() {
    return glitches;
  }

  /** What the session tracks, or null for nothing. */
  @Nullable Tracking tracked() {
    return tracking;
  }

  /** Where the session's tracked keys are kept; see {@link Tracker#tracking}. */
  Tracking tracking(int counters) {
    Tracking own = tracking;
    if (own == null) {
      own = new Tracking(counters, null);
      tracking = own;
    }
    return own;
  }

  /** The client's connection is gone. */
  void sessionEnded() {
    Stream left = takeUpgraded();
    if (left != null) {
      left.abandon();
    }
    if (tracking != null) {
      tracking.end(loop().clock().millis());
      tracking = null;
    }
    loopContext.remove(this);
    listener.sessionEnded();
  }
}
