package io.spillway.proxy.stream;

import io.spillway.net.Loop;
import io.spillway.net.PacketMarks;
import io.spillway.net.tls.TlsSession;
import io.spillway.proxy.Backend;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.UniqueId;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogRecord;
import io.spillway.proxy.log.LogSelection;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.persistence.RequestCookie;
import io.spillway.proxy.persistence.ResponseCookie;
import io.spillway.proxy.persistence.StreamPersistence;
import io.spillway.proxy.server.Server;
import io.spillway.rules.Place;
import io.spillway.rules.Rule;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream: where it belongs, when things happened, how it ended, as rules and the
 * log see it. Confined to the session's loop.
 */
abstract class StreamRecord implements LogRecord, OfSession {
  static final int NO_STATUS = -1;

  /** "SSL handshake failure" (configuration manual, {@code fc_err_str}). */
  static final int HANDSHAKE_FAILED = 34;

  final SessionContext context;
  final StreamTimes times = new StreamTimes();
  final Termination termination = new Termination();
  final Sample sample;
  final StreamVariables variables;

  Place place = Place.FRONTEND_HTTP_REQUEST;
  @Nullable Backend backend;
  @Nullable Server server;
  @Nullable Server preferredServer;

  /** What persistence knows; null until a proxy that has any handles the session. */
  @Nullable StreamPersistence persistence;

  @Nullable ByteSlice uniqueId;
  @Nullable String serviceName;
  long bytesIn;
  long bytesOut;
  long bytesToServer;
  long bytesFromServer;
  int status;
  int serverStatus;
  int retries;
  boolean redispatched;
  int serverQueue;
  int backendQueue;
  @Nullable Integer logLevel;
  long lineNumber;
  boolean logged;

  /** What the line is written at that is being built, or was last. */
  LogStep logStep = LogStep.CLOSE;

  boolean logsEarly;
  long requestNumber;
  boolean strictRewriting = true;
  int priorityClass;
  int priorityOffset;

  /** What rules set instead of the backend's, in milliseconds; 0 where they did not. */
  int changedServerTimeout;

  int changedClientTimeout;

  /** What the last connection to a server failed of, as HAProxy numbers it; 0 for nothing else. */
  int serverError;

  /** What packets to the server shall bear. */
  PacketMarks serverMarks = PacketMarks.NONE;

  int changedTunnelTimeout;

  /** The rule that holds the stream, or held it when it ended; null for none. */
  @Nullable Rule waitingRule;

  /** The rule that last ended its ruleset, or null. */
  @Nullable Rule lastRule;

  /** How often rules allow to try again; -1 where none says. */
  int changedRetries = -1;

  StreamRecord(SessionContext context) {
    this.context = context;
    this.sample = new Sample(context.frontend().bufferSize());
    this.variables = new StreamVariables(context);
    times.accepted(context.acceptWallMicros(), context.acceptNanos(), context.handshakenNanos());
  }

  // ---- for the subclasses ----

  final SessionContext context() {
    return context;
  }

  @Override
  public final SessionContext session() {
    return context;
  }

  final Frontend frontend() {
    return context.frontend();
  }

  @Override
  public int clientHttpVersion() {
    return context.httpVersion();
  }

  final StreamTimes times() {
    return times;
  }

  final Termination termination() {
    return termination;
  }

  final int loopIndex() {
    return context.loop().index();
  }

  final Loop loop() {
    return context.loop();
  }

  /** Whether the stream ended before it had a request: the error log's case. */
  abstract boolean lacksRequest();

  /** The connection to the server, while there is one. */
  abstract @Nullable ServerConnection serverConnection();

  // ---- what rules see ----

  @Override
  public final Place place() {
    return place;
  }

  @Override
  public final Sample sample() {
    return sample;
  }

  @Override
  public final long wallClockMicros() {
    return loop().clock().wallMicros();
  }

  @Override
  public final @Nullable VariableStore variables(VariableScope scope) {
    return variables.of(scope);
  }

  @Override
  public final @Nullable ByteSlice uniqueId() {
    UniqueId format = frontend().uniqueId();
    if (uniqueId == null && format != null) {
      uniqueId = format.make(this);
    }
    return uniqueId;
  }

  @Override
  public final @Nullable TlsSession clientTls() {
    return context.tls();
  }

  @Override
  public final @Nullable TlsSession serverTls() {
    ServerConnection connection = serverConnection();
    return connection == null ? null : connection.transport().tlsSession();
  }

  @Override
  public final @Nullable String clientCipher() {
    TlsSession tls = context.tls();
    return tls == null ? null : tls.cipher();
  }

  @Override
  public final @Nullable String clientTlsVersion() {
    TlsSession tls = context.tls();
    return tls == null ? null : tls.protocol();
  }

  @Override
  public final @Nullable Address source() {
    return context.source();
  }

  @Override
  public final @Nullable Address destination() {
    return context.destination();
  }

  @Override
  public final @Nullable Address connectionSource() {
    return context.connectionSource();
  }

  @Override
  public final @Nullable Address connectionDestination() {
    return context.connectionDestination();
  }

  @Override
  public final @Nullable Address announcedSource() {
    return context.announcedSource();
  }

  @Override
  public final @Nullable Address announcedDestination() {
    return context.announcedDestination();
  }

  @Override
  public final @Nullable ByteSlice proxyHeaderValue(int type, int occurrence) {
    return context.proxyHeaderValue(type, occurrence);
  }

  @Override
  public final void changeSource(Address address) {
    context.changeSource(address);
  }

  @Override
  public final void changeDestination(Address address) {
    context.changeDestination(address);
  }

  /** Has the address of this side known when the connection has ended, if a log may name it. */
  final void keepAddresses(ServerConnection connection) {
    if (frontend().logging().mayNameOwnAddresses()) {
      connection.transport().localAddress();
    }
  }

  @Override
  public final @Nullable Address serverConnectionSource() {
    ServerConnection connection = serverConnection();
    return connection == null
        ? null
        : SessionContext.addressOf(connection.transport().localInetAddress());
  }

  @Override
  public final @Nullable Address serverConnectionDestination() {
    ServerConnection connection = serverConnection();
    return connection == null
        ? null
        : SessionContext.addressOf(connection.transport().remoteInetAddress());
  }

  @Override
  public final String frontendName() {
    return frontend().name();
  }

  @Override
  public final String backendName() {
    return backend == null ? frontend().name() : backend.name();
  }

  @Override
  public final String serverName() {
    return server == null ? "" : server.name();
  }

  @Override
  public final int status() {
    return status;
  }

  @Override
  public final int serverStatus() {
    return serverStatus;
  }

  @Override
  public final void changeLogLevel(int level) {
    logLevel = level;
  }

  /**
   * The level that a rule set for the line: 0 (emerg) to 7 (debug), -1 for no line; null where none
   * did.
   */
  final @Nullable Integer logLevel() {
    return logLevel;
  }

  @Override
  public final void strictRewriting(boolean strict) {
    strictRewriting = strict;
  }

  @Override
  public final boolean isStrictRewriting() {
    return strictRewriting;
  }

  @Override
  public final int priorityClass() {
    return priorityClass;
  }

  @Override
  public final int priorityOffset() {
    return priorityOffset;
  }

  @Override
  public final void changePriorityClass(int value) {
    priorityClass = value;
  }

  @Override
  public final void changePriorityOffset(int value) {
    priorityOffset = value;
  }

  @Override
  public final void decidedBy(Rule rule) {
    lastRule = rule;
  }

  @Override
  public final void waitsAt(@Nullable Rule rule) {
    waitingRule = rule;
  }

  @Override
  public final boolean hasFailed() {
    return LogSelection.isError(this);
  }

  @Override
  public final boolean wasForwarded() {
    return server != null;
  }

  @Override
  public final boolean wasServedHere() {
    return serviceName != null;
  }

  @Override
  public final boolean isStopping() {
    return context.process().isStopping();
  }

  @Override
  public final void changeMark(int mark) {
    context.connection().mark(mark);
  }

  @Override
  public final void changeTrafficClass(int value) {
    context.connection().trafficClass(value);
  }

  @Override
  public final void changeServerMark(int mark) {
    serverMarks = serverMarks.withMark(mark);
  }

  @Override
  public final void changeServerTrafficClass(int value) {
    serverMarks = serverMarks.withTrafficClass(value);
  }

  /** A connection to a server could not be made. */
  final void connectionFailed(Throwable cause) {
    serverError = cause instanceof SSLException ? HANDSHAKE_FAILED : 0;
  }

  /** See {@link ServerAcquisition.Client#serverMarks}. */
  public final PacketMarks serverMarks() {
    return serverMarks;
  }

  @Override
  public final void changeClientTimeout(int millis) {
    changedClientTimeout = millis;
  }

  /** How long the client may be silent, in milliseconds; 0 for ever. */
  final int clientTimeoutMillis() {
    return changedClientTimeout > 0 ? changedClientTimeout : frontend().timeouts().client();
  }

  @Override
  public final void changeServerTimeout(int millis) {
    changedServerTimeout = millis;
  }

  @Override
  public final void changeTunnelTimeout(int millis) {
    changedTunnelTimeout = millis;
  }

  @Override
  public final void changeRetries(int number) {
    changedRetries = number;
  }

  /** See {@link ServerAcquisition.Client#changedRetries}. */
  public final int changedRetries() {
    return changedRetries;
  }

  /** How long a server may take, in milliseconds; 0 for ever. */
  final int serverTimeoutMillis(Backend of) {
    return changedServerTimeout > 0 ? changedServerTimeout : of.timeouts().server();
  }

  // ---- what the log sees ----

  @Override
  public final LogContext logContext() {
    return context.log().context();
  }

  @Override
  public final long acceptMicros() {
    return context.acceptWallMicros() + (startedAt() - context.acceptNanos()) / 1000;
  }

  private long startedAt() {
    return times.idleSince == times.handshaken ? times.accepted : times.idleSince;
  }

  private long sinceOrigin(long moment) {
    return StreamTimes.millis(startedAt(), moment);
  }

  @Override
  public final long handshakeMillis() {
    return times.idleSince == times.handshaken ? sinceOrigin(times.handshaken) : 0;
  }

  @Override
  public final long idleMillis() {
    return isHttp() ? StreamTimes.millis(times.idleSince, times.firstByte) : -1;
  }

  @Override
  public final long requestMillis() {
    return sinceOrigin(times.requestRead);
  }

  @Override
  public final long queueMillis() {
    return sinceOrigin(times.assigned);
  }

  @Override
  public final long connectMillis() {
    return sinceOrigin(times.connected);
  }

  @Override
  public final long dataMillis() {
    return sinceOrigin(times.responseRead);
  }

  @Override
  public final long closeMillis() {
    return sinceOrigin(times.ended == 0 ? loop().clock().nanos() : times.ended);
  }

  @Override
  public final long bytesRead() {
    return bytesOut;
  }

  @Override
  public final long bytesUploaded() {
    return bytesIn;
  }

  @Override
  public final char terminationCause() {
    return termination.cause().letter();
  }

  @Override
  public final char terminationPhase() {
    return termination.phase().letter();
  }

  @Override
  public final int processConnections() {
    return context.process().connections().value();
  }

  @Override
  public final int frontendConnections() {
    return frontend().statistics().sessions().value();
  }

  @Override
  public final int backendConnections() {
    Backend handling = backend == null ? frontend().ownBackend() : backend;
    return handling == null ? 0 : handling.statistics().sessions().value();
  }

  @Override
  public final int serverConnections() {
    return server == null ? 0 : server.sessions().value();
  }

  @Override
  public final int retries() {
    return retries;
  }

  @Override
  public final boolean isRedispatched() {
    return redispatched;
  }

  @Override
  public final int serverQueue() {
    return serverQueue;
  }

  @Override
  public final int backendQueue() {
    return backendQueue;
  }

  @Override
  public final int listenerId() {
    return context.listenerId();
  }

  @Override
  public final boolean isUnix() {
    return context.source() == null;
  }

  @Override
  public final String listenerName() {
    return context.listenerName();
  }

  @Override
  public final String target() {
    if (serviceName != null) {
      return serviceName;
    }
    Server chosen = server == null ? preferredServer : server;
    return chosen == null ? "<NOSRV>" : chosen.name();
  }

  @Override
  public final long lineNumber() {
    return lineNumber;
  }

  @Override
  public final char cookieState() {
    if (!hasLoggedCookie()) {
      return '-';
    }
    return (persistence == null ? RequestCookie.NONE : persistence.requestCookie()).letter();
  }

  @Override
  public final char cookieAction() {
    if (!hasLoggedCookie()) {
      return '-';
    }
    return (persistence == null ? ResponseCookie.NONE : persistence.responseCookie()).letter();
  }

  /** Whether the backend, or the section that is both before there is one, has a cookie. */
  private boolean hasLoggedCookie() {
    Backend handling = backend == null ? frontend().ownBackend() : backend;
    CookiePersistence cookie = handling == null ? null : handling.cookie();
    return cookie != null && cookie.policy().isLogged() && !lacksRequest();
  }

  @Override
  public final @Nullable ByteSlice requestCookie() {
    return persistence == null ? null : persistence.requestCapture();
  }

  @Override
  public final @Nullable ByteSlice responseCookie() {
    return persistence == null ? null : persistence.responseCapture();
  }

  /** Whether the line was written. */
  final boolean isLogged() {
    return logged;
  }

  /** The stream's only line is written before its end. */
  final void logged() {
    logged = true;
  }

  @Override
  public final String origin() {
    return logStep.origin();
  }

  @Override
  public final boolean isEarly() {
    return logsEarly;
  }

  final void numberLine() {
    lineNumber = frontend().nextLineNumber();
  }

  @Override
  public final long requestNumber() {
    return requestNumber;
  }
}
