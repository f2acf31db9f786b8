package io.spillway.proxy.stream;

import io.spillway.http.RequestHead;
import io.spillway.net.Loop;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ErrorAnswers;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.UniqueId;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogRecord;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What all streams have in common: where they belong, when things happened, how they ended, and
 * what is counted and logged of them. Confined to the session's loop.
 */
abstract class Stream implements LogRecord {
  private static final long NO_LIMIT = 0;
  private static final int NO_STATUS = -1;

  private final SessionContext context;
  private final StreamTimes times = new StreamTimes();
  private final Termination termination = new Termination();
  private final Sample sample;
  private final BalanceInput balanceInput = new Balance();

  private Place place = Place.FRONTEND_HTTP_REQUEST;
  private @Nullable Backend backend;
  private @Nullable Server server;
  private @Nullable Server preferredServer;
  private @Nullable ByteSlice uniqueId;
  private @Nullable VariableStore transactionVariables;
  private @Nullable VariableStore requestVariables;
  private @Nullable VariableStore responseVariables;
  private @Nullable String serviceName;
  private long bytesIn;
  private long bytesOut;
  private int status;
  private int serverStatus;
  private int retries;
  private boolean redispatched;
  private int serverQueue;
  private int backendQueue;
  private @Nullable Integer logLevel;
  private long lineNumber;
  private boolean logged;
  private boolean logsEarly;
  private long requestNumber;
  private boolean strictRewriting = true;

  Stream(SessionContext context) {
    this.context = context;
    this.sample = new Sample(context.frontend().bufferSize());
    times.accepted(context.acceptWallMicros(), context.acceptNanos());
  }

  // ---- for the subclasses ----

  final SessionContext context() {
    return context;
  }

  final Frontend frontend() {
    return context.frontend();
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

  /** A stream begins: forgets what the last one left. */
  final void startStream() {
    times.nextStream();
    termination.reset();
    backend = null;
    server = null;
    preferredServer = null;
    serviceName = null;
    bytesIn = 0;
    bytesOut = 0;
    status = NO_STATUS;
    serverStatus = 0;
    retries = 0;
    redispatched = false;
    serverQueue = 0;
    backendQueue = 0;
    logLevel = null;
    logged = false;
    strictRewriting = true;
    uniqueId = null;
    clear(transactionVariables);
    clear(requestVariables);
    clear(responseVariables);
    requestNumber = context.process().nextStreamNumber();
  }

  private static void clear(@Nullable VariableStore store) {
    if (store != null) {
      store.clear();
    }
  }

  /** The stream is handled by {@code chosen} from now on. */
  final void enter(Backend chosen) {
    backend = chosen;
    Statistics statistics = chosen.statistics();
    statistics.sessions().increment();
    statistics.counters().increment(loopIndex(), Counter.SESSIONS);
    statistics.sessionRate().increment(loopIndex(), loop().clock().millis());
    statistics.touched(loop().clock().wallMicros() / 1000);
  }

  /** {@code chosen} serves the stream. */
  final void assigned(Server chosen, int inServerQueue, int inBackendQueue) {
    server = chosen;
    if (chosen != preferredServer) {
      countServing(Counter.SELECTED);
    }
    serverQueue = inServerQueue;
    backendQueue = inBackendQueue;
    Statistics statistics = chosen.statistics();
    statistics.counters().increment(loopIndex(), Counter.SESSIONS);
    statistics.sessionRate().increment(loopIndex(), loop().clock().millis());
    statistics.touched(loop().clock().wallMicros() / 1000);
  }

  /** The stream waited in queues, and for how many others. */
  final void waitedBehind(int inServerQueue, int inBackendQueue) {
    serverQueue = inServerQueue;
    backendQueue = inBackendQueue;
  }

  /** Something of our own serves the stream. */
  final void servedBy(String service) {
    serviceName = service;
  }

  /** The stream ended: counts it, logs it. */
  final void endStream(int retriesMade, boolean wasRedispatched) {
    retries = retriesMade;
    redispatched = wasRedispatched;
    Backend handled = backend;
    Server served = server;
    int loop = loopIndex();
    Counter responses = isHttp() ? classOf(status) : null;
    countTraffic(frontend().statistics(), responses);
    if (handled != null) {
      countTraffic(handled.statistics(), responses);
      if (responses != null) {
        handled.statistics().counters().increment(loop, Counter.REQUESTS);
      }
      handled.statistics().sessions().decrement();
      if (served != null) {
        Statistics statistics = served.statistics();
        countTraffic(statistics, serverStatus == 0 ? null : classOf(serverStatus));
        if (serverStatus != 0) {
          statistics.counters().increment(loop, Counter.REQUESTS);
        }
        addLatencies(statistics);
      }
      addLatencies(handled.statistics());
    }
    context.log().end(this);
  }

  private void addLatencies(Statistics statistics) {
    if (times.connected != 0) {
      statistics
          .latencies()
          .add(
              loopIndex(),
              StreamTimes.millis(times.requestRead, times.assigned),
              StreamTimes.millis(times.assigned, times.connected),
              StreamTimes.millis(times.connected, times.responseRead),
              StreamTimes.millis(times.firstByte, times.ended));
    }
  }

  private void countTraffic(Statistics statistics, @Nullable Counter responses) {
    int loop = loopIndex();
    statistics.counters().add(loop, Counter.BYTES_IN, bytesIn);
    statistics.counters().add(loop, Counter.BYTES_OUT, bytesOut);
    if (responses != null) {
      statistics.counters().increment(loop, responses);
    }
  }

  private static Counter classOf(int status) {
    return switch (status / 100) {
      case 1 -> Counter.RESPONSES_1XX;
      case 2 -> Counter.RESPONSES_2XX;
      case 3 -> Counter.RESPONSES_3XX;
      case 4 -> Counter.RESPONSES_4XX;
      case 5 -> Counter.RESPONSES_5XX;
      default -> Counter.RESPONSES_OTHER;
    };
  }

  final void count(Counter counter) {
    int loop = loopIndex();
    frontend().statistics().counters().increment(loop, counter);
    Backend handled = backend;
    if (handled != null) {
      handled.statistics().counters().increment(loop, counter);
      if (server != null) {
        server.statistics().counters().increment(loop, counter);
      }
    }
  }

  /** Counts for the frontend and the backend, but not for the server. */
  final void countProxies(Counter counter) {
    countFrontend(counter);
    Backend handled = backend;
    if (handled != null) {
      handled.statistics().counters().increment(loopIndex(), counter);
    }
  }

  final void countFrontend(Counter counter) {
    frontend().statistics().counters().increment(loopIndex(), counter);
  }

  /** Counts for the backend and for the server. */
  final void countServing(Counter counter) {
    Backend handled = backend;
    if (handled != null) {
      handled.statistics().counters().increment(loopIndex(), counter);
      if (server != null) {
        server.statistics().counters().increment(loopIndex(), counter);
      }
    }
  }

  final void addBytesIn(long bytes) {
    bytesIn += bytes;
  }

  final void addBytesOut(long bytes) {
    bytesOut += bytes;
  }

  final void setStatus(int newStatus) {
    status = newStatus;
  }

  final void setServerStatus(int newStatus) {
    serverStatus = newStatus;
    status = newStatus;
  }

  final void at(Place newPlace) {
    place = newPlace;
  }

  final boolean hasBackend() {
    return backend != null;
  }

  /** The backend that handles the stream; there is one. */
  final Backend backendNow() {
    Backend current = backend;
    if (current == null) {
      throw new IllegalStateException("no backend yet");
    }
    return current;
  }

  /** The server that serves the stream; there is one. */
  final Server serverNow() {
    Server current = server;
    if (current == null) {
      throw new IllegalStateException("no server yet");
    }
    return current;
  }

  /** Whether the stream ended before it had a request: the error log's case. */
  boolean lacksRequest() {
    return false;
  }

  /** The connection to the server, while there is one. */
  abstract @Nullable ServerConnection serverConnection();

  /** What was received behind the head, for balancing. */
  abstract byte[] bufferedForBalance();

  /** The error pages that hold now: the backend's once there is one. */
  final ErrorAnswers errors() {
    Backend handled = backend;
    return handled == null ? frontend().errors() : handled.errors();
  }

  // ---- what balancing sees ----

  public final BalanceInput balanceInput() {
    return balanceInput;
  }

  /** The server that persistence asks for, or null. */
  public final @Nullable Server preferredServer() {
    return preferredServer;
  }

  /** Asks for {@code server} ({@code use-server}, a cookie). */
  final void prefer(@Nullable Server wanted) {
    preferredServer = wanted;
  }

  public final int destinationPort() {
    return context.destinationPort();
  }

  private final class Balance implements BalanceInput {
    @Override
    public @Nullable InetAddress source() {
      return context.sourceAddress();
    }

    @Override
    public @Nullable RequestHead request() {
      return Stream.this.request();
    }

    @Override
    public byte[] buffered() {
      return bufferedForBalance();
    }

    @Override
    public Evaluation evaluation() {
      return Stream.this;
    }
  }

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
    return switch (scope) {
      case PROCESS -> context.process().variables();
      case SESSION -> context.variables();
      case TRANSACTION -> {
        if (transactionVariables == null) {
          transactionVariables = new VariableStore(NO_LIMIT, context.variables());
        }
        yield transactionVariables;
      }
      case REQUEST -> {
        if (requestVariables == null) {
          requestVariables = new VariableStore(NO_LIMIT, variables(VariableScope.TRANSACTION));
        }
        yield requestVariables;
      }
      case RESPONSE -> {
        if (responseVariables == null) {
          responseVariables = new VariableStore(NO_LIMIT, variables(VariableScope.TRANSACTION));
        }
        yield responseVariables;
      }
      case CHECK -> null;
    };
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
  public final void changeSource(Address address) {
    context.changeSource(address);
  }

  @Override
  public final void changeDestination(Address address) {
    context.changeDestination(address);
  }

  @Override
  public final @Nullable Address serverConnectionSource() {
    ServerConnection connection = serverConnection();
    return connection == null
        ? null
        : SessionContext.addressOf(connection.connection().localInetAddress());
  }

  @Override
  public final @Nullable Address serverConnectionDestination() {
    ServerConnection connection = serverConnection();
    return connection == null
        ? null
        : SessionContext.addressOf(connection.connection().remoteInetAddress());
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
    return backend == null ? 0 : backend.statistics().sessions().value();
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
    return server == null ? "<NOSRV>" : server.name();
  }

  @Override
  public final long lineNumber() {
    return lineNumber;
  }

  /** Whether the line was written. */
  final boolean isLogged() {
    return logged;
  }

  /** The line is written before the stream's end, or was. */
  final void logsEarly(boolean early) {
    logsEarly = early;
    logged = true;
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
