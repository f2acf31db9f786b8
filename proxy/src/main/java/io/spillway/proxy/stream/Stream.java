package io.spillway.proxy.stream;

import io.spillway.http.RequestHead;
import io.spillway.net.PacketMarks;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ErrorAnswers;
import io.spillway.proxy.definition.Impersonation;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.log.RuleLog;
import io.spillway.proxy.persistence.PersistenceRule;
import io.spillway.proxy.persistence.Stickiness;
import io.spillway.proxy.persistence.StreamPersistence;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.Tracker;
import io.spillway.proxy.table.Tracking;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.sample.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A stream's life as far as all kinds have it in common: how it begins, enters a backend, gets a
 * server and ends, and what is counted on the way. Confined to the session's loop.
 */
abstract class Stream extends StreamRecord implements Tracker, RuleLog {
  private final BalanceInput balanceInput = new Balance();

  private @Nullable Tracking tracking;
  private @Nullable Stickiness stickiness;
  private boolean passedContent;

  Stream(SessionContext context) {
    super(context);
  }

  /** A stream begins: forgets what the last one left. */
  final void startStream() {
    times.nextStream();
    termination.reset();
    backend = null;
    server = null;
    preferredServer = null;
    if (persistence != null) {
      persistence.reset();
    }
    serviceName = null;
    bytesIn = 0;
    bytesOut = 0;
    bytesToServer = 0;
    bytesFromServer = 0;
    waitingRule = null;
    status = NO_STATUS;
    serverStatus = 0;
    retries = 0;
    redispatched = false;
    serverQueue = 0;
    backendQueue = 0;
    logLevel = null;
    logged = false;
    strictRewriting = true;
    priorityClass = 0;
    priorityOffset = 0;
    lastRule = null;
    serverError = 0;
    serverMarks = PacketMarks.NONE;
    changedClientTimeout = 0;
    changedServerTimeout = 0;
    changedTunnelTimeout = 0;
    changedRetries = -1;
    uniqueId = null;
    variables.clear();
    Stream before = context.takeUpgraded();
    passedContent = before != null;
    if (before != null) {
      goOnFor(before);
    }
    requestNumber = context.process().nextStreamNumber();
  }

  /** What rules did to the connection in mode tcp holds for the stream of HTTP that it became. */
  private void goOnFor(Stream before) {
    tracking = before.tracking;
    before.tracking = null;
    variables.takeOver(before.variables);
    logLevel = before.logLevel;
    priorityClass = before.priorityClass;
    priorityOffset = before.priorityOffset;
    changedRetries = before.changedRetries;
    serverMarks = before.serverMarks;
  }

  /** Whether content rules were run over the connection before it became one of HTTP. */
  final boolean hasPassedContent() {
    return passedContent;
  }

  /** The stream is not one any more, and nothing is counted or logged for it. */
  final void abandon() {
    if (tracking != null) {
      tracking.end(nowMillis());
      tracking = null;
    }
  }

  /** The stream is handled by {@code chosen} from now on. */
  final void enter(Backend chosen) {
    backend = chosen;
    Statistics statistics = chosen.statistics();
    statistics.sessions().increment();
    statistics.sessionBegins(loopIndex(), loop().clock().millis());
    statistics.touched(loop().clock().wallMicros() / 1000);
  }

  /** {@code chosen} serves the stream. */
  final void assigned(Server chosen, int inServerQueue, int inBackendQueue) {
    server = chosen;
    if (persistence != null) {
      persistence.assigned(chosen);
    }
    if (chosen != preferredServer) {
      countServing(Counter.SELECTED);
    }
    serverQueue = inServerQueue;
    backendQueue = inBackendQueue;
    Statistics statistics = chosen.statistics();
    statistics.sessionBegins(loopIndex(), loop().clock().millis());
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
    countTraffic(context.listenerStatistics(), null);
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
    Tracking tracked = tracked();
    if (tracked != null) {
      tracked.countBytes(bytesIn, bytesOut, nowMillis());
    }
    context.log().end(this);
    if (tracking != null) {
      tracking.end(nowMillis());
    }
    if (stickiness != null) {
      stickiness.reset();
    }
  }

  @Override
  public final void writeLine(LogStep step, @Nullable LogProfile profile) {
    context.log().extra(this, step, profile);
  }

  // ---- stick tables ----

  @Override
  public final long nowMillis() {
    return loop().clock().millis();
  }

  @Override
  public final @Nullable Tracking tracked() {
    return tracking == null ? context.tracked() : tracking;
  }

  @Override
  public final Tracking tracking(int counters) {
    Tracking own = tracking;
    if (own == null) {
      own = new Tracking(counters, context.tracked());
      tracking = own;
    }
    return own;
  }

  /** The request's head is there. */
  final void trackRequest() {
    Tracking tracked = tracked();
    if (tracked != null) {
      tracked.countRequest(nowMillis());
    }
  }

  /** The request is refused as the client's error. */
  final void trackError() {
    Tracking tracked = tracked();
    if (tracked != null) {
      tracked.countError(nowMillis());
    }
  }

  /** The server failed to answer as it should. */
  final void trackFailure() {
    Tracking tracked = tracked();
    if (tracked != null) {
      tracked.countFailure(nowMillis());
    }
  }

  /** The server answered with {@code answered}. */
  final void trackStatus(int answered) {
    Tracking tracked = tracked();
    if (tracked != null) {
      tracked.countStatus(context.process().statusClasses(), answered, nowMillis());
    }
  }

  /** The address that connections to a server come from instead of our own; null for none. */
  public final @Nullable InetSocketAddress addressOf(Impersonation whose) {
    Address client = source();
    return switch (whose) {
      case Impersonation.Client _ -> client == null ? null : client.toSocketAddress();
      case Impersonation.ClientAddress _ ->
          client == null ? null : client.withPort(0).toSocketAddress();
      case Impersonation.Fixed fixed -> fixed.address();
      case Impersonation.FromRequest request -> {
        Address told = request.address(this);
        yield told == null ? null : told.toSocketAddress();
      }
    };
  }

  /** Asks for the server that a stick table names, unless another is asked for. */
  final void matchSticky(Backend chosen) {
    if (chosen.rules().isSticky()) {
      Stickiness known = stickiness;
      if (known == null) {
        known = new Stickiness();
        stickiness = known;
      }
      prefer(
          known.match(
              chosen.rules().stickRequest(),
              this,
              preferredServer,
              (key, isAddress, id) ->
                  chosen.storedServer(key, isAddress, id, isPersistenceForced()),
              nowMillis()));
    }
  }

  /** Has stick tables name the stream's server from now on. */
  final void storeSticky() {
    Stickiness known = stickiness;
    Server serving = server;
    if (known != null && serving != null) {
      at(Place.STICK_STORE);
      known.store(
          backendNow().rules().stickResponse(),
          this,
          serving,
          !serving.definition().settings().get(ServerKeywords.NON_STICK),
          nowMillis());
    }
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
    countFrontend(counter);
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
    context.listenerStatistics().counters().increment(loopIndex(), counter);
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

  @Override
  boolean lacksRequest() {
    return false;
  }

  /** The client's side where HTTP is spoken, or null. */
  @Nullable ClientSide clientSide() {
    return null;
  }

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

  /** The server that was asked for is given up: any other will do. */
  public final void givePreferenceUp() {
    preferredServer = null;
  }

  /** Whether the stream is with the server that was asked for. */
  final boolean isDirect() {
    return server != null && server == preferredServer;
  }

  /** Whether it waits for the server that was asked for even while that is down. */
  public final boolean isPersistenceForced() {
    return persistence != null && persistence.isForced();
  }

  /** What persistence knows of the stream. */
  final StreamPersistence persistence() {
    StreamPersistence known = persistence;
    if (known == null) {
      known = new StreamPersistence(frontend().bufferSize());
      persistence = known;
    }
    return known;
  }

  /** Finds out whether {@code chosen} forces or ignores persistence for the stream. */
  final void decidePersistence(Backend chosen) {
    PersistenceRule rule = chosen.persistenceRule(this);
    if (rule != null) {
      persistence().decide(rule);
    }
  }

  /** The PROXY protocol header for a connection to {@code target}; null for none. */
  public final byte @Nullable [] proxyHeaderFor(Server target) {
    return SentProxyHeader.of(target.proxyHeader(), this);
  }

  /** The name that {@code target} is asked for in the TLS handshake; null for none. */
  public final @Nullable String serverNameFor(Server target) {
    return target.tls() == null ? null : target.serverName().of(this);
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
}
