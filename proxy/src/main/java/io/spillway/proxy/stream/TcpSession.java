package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.RequestHead;
import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.proxy.Backend;
import io.spillway.proxy.bandwidth.Direction;
import io.spillway.proxy.bandwidth.Throttle;
import io.spillway.proxy.bandwidth.ThrottledStream;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerProtocol;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.Captures;
import io.spillway.rules.Place;
import io.spillway.rules.Ruleset;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.ByteSlice;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in mode tcp and the one stream that it carries: content rules over the
 * first bytes, a server, then the {@link Relay} until both sides are done. Confined to the
 * connection's loop.
 */
final class TcpSession extends Stream
    implements Connection.Owner,
        ServerAcquisition.Client,
        Relay.Listener,
        LiveSession,
        ThrottledStream {
  private enum State {
    /** Content rules wait for the client's first bytes. */
    INSPECTING,
    /** A server is sought. */
    SEEKING,
    /** Bytes flow. */
    RELAYING,
    ENDED
  }

  private final Connection connection;
  private final ServerAcquisition acquisition;
  private final Timeout timeout;
  private final ByteSlice inspected = new ByteSlice();

  private State state = State.INSPECTING;
  private @Nullable ByteBuf input;
  private @Nullable PossibleRequest possibleRequest;
  private @Nullable ServerConnection serverConnection;
  private @Nullable Relay relay;
  private @Nullable ResponseInspection responseInspection;
  private final Map<Direction, Throttle> throttles = new EnumMap<>(Direction.class);
  private @Nullable Captures captures;
  private boolean inspectionEnded;
  private @Nullable Ruleset paused;
  private int pausedBefore;
  private boolean isWaiting;
  private boolean silent;

  TcpSession(SessionContext context, Connection connection) {
    super(context);
    this.connection = connection;
    this.timeout = new Timeout(context.loop().timers(), this::timedOut);
    this.acquisition = new ServerAcquisition(context.loop(), context.serverConnections(), this);
  }

  /** The connection was accepted: runs the rules, or waits for what they look at. */
  void start() {
    context().begin(this);
    startStream();
    context().log().reached(this, LogStep.ACCEPT);
    int delay = frontend().timeouts().inspectDelay();
    inspectionEnded = delay <= 0;
    if (!inspectionEnded) {
      timeout.set(delay);
    }
    inspect();
  }

  private void inspect() {
    if (isWaiting) {
      return;
    }
    if (hasBackend()) {
      inspectForBackend();
      return;
    }
    at(Place.FRONTEND_TCP_REQUEST_CONTENT);
    if (passes(frontend().rules().content())) {
      choose();
    }
  }

  private void inspectForBackend() {
    at(Place.BACKEND_TCP_REQUEST_CONTENT);
    if (passes(backendNow().rules().content())) {
      seek(backendNow());
    }
  }

  /** Runs {@code rules}; false where they wait for more, or ended the stream. */
  private boolean passes(Ruleset rules) {
    int first = rules == paused ? pausedBefore : 0;
    waitsAt(null);
    Verdict verdict = rules.run(this, first);
    if (verdict == Verdict.CONTINUE || verdict == Verdict.ACCEPT) {
      return true;
    }
    if (verdict instanceof Verdict.AwaitEvent wait) {
      paused = rules;
      await(wait.event());
    } else if (verdict instanceof Verdict.SwitchToHttp change) {
      switchToHttp(change.isHttp2());
    } else if (verdict != Verdict.WAIT) {
      countFrontend(Counter.REQUESTS_DENIED);
      termination().set(Termination.Cause.PROXY_DENIED, Termination.Phase.REQUEST);
      silent = verdict == Verdict.SILENT_DROP;
      finish();
    }
    return false;
  }

  /** Has a session of HTTP take the connection over, with all that came. */
  private void switchToHttp(boolean isHttp2) {
    state = State.ENDED;
    timeout.end();
    acquisition.end();
    ByteBuf arrived = input;
    input = null;
    Connection.Owner successor;
    if (isHttp2) {
      abandon();
      Http2Session session = new Http2Session(context(), connection);
      connection.setOwner(session);
      session.start();
      successor = session;
    } else {
      context().upgrade(this);
      HttpSession session = new HttpSession(context(), connection, frontend().upgradesToHttp2());
      connection.setOwner(session);
      session.start();
      successor = session;
    }
    if (arrived != null) {
      successor.received(arrived);
      successor.receivedAll();
    }
    if (connection.isInputClosed()) {
      successor.inputClosed();
    } else {
      connection.resumeReading();
    }
  }

  private void await(Verdict.Event event) {
    isWaiting = true;
    event.begin(
        consequence ->
            loop()
                .execute(
                    () -> {
                      isWaiting = false;
                      if (state == State.INSPECTING) {
                        consequence.accept(this);
                        inspect();
                      }
                    }));
  }

  @Override
  public void pausedBefore(int rule) {
    pausedBefore = rule;
  }

  private void choose() {
    timeout.clear();
    context().log().reached(this, LogStep.REQUEST);
    at(Place.SWITCHING);
    Backend backend = frontend().choose(this);
    if (backend == null) {
      termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.CONNECT);
      finish();
      return;
    }
    enter(backend);
    if (backend.isSeparateFrom(frontend()) && !backend.rules().content().isEmpty()) {
      int delay = backend.inspectDelay();
      inspectionEnded = delay <= 0 || connection.isInputClosed();
      if (!inspectionEnded) {
        timeout.set(delay);
      }
      inspectForBackend();
    } else {
      seek(backend);
    }
  }

  private void seek(Backend backend) {
    timeout.clear();
    inspectionEnded = true;
    state = State.SEEKING;
    at(Place.SERVER_SELECTION);
    decidePersistence(backend);
    prefer(backend.wantedServer(this, isPersistenceForced()));
    matchSticky(backend);
    times().requestRead = times().accepted;
    acquisition.begin(backend, true);
  }

  @Override
  public ServerProtocol protocolFor(Server target) {
    return ServerProtocol.HTTP_1; // whatever the bytes are
  }

  @Override
  public boolean serverAssigned(Server server, int inServerQueue, int inBackendQueue) {
    times().assigned = loop().clock().nanos();
    assigned(server, inServerQueue, inBackendQueue);
    return true;
  }

  @Override
  public void serverReady(ServerConnection made, boolean reused) {
    serverConnection = made;
    keepAddresses(made);
    times().connected = loop().clock().nanos();
    times().responseRead = times().connected;
    context().log().reached(this, LogStep.CONNECT);
    state = State.RELAYING;
    Relay started =
        Relay.ofConnections(
            connection, made.transport(), Relay.Timeouts.of(frontend(), backendNow()), this);
    relay = started;
    throttles.forEach(started::limit);
    ByteBuf early = input;
    input = null;
    if (early != null) {
      started.forward(early);
    }
    Backend backend = backendNow();
    if (backend.rules().responseContent().isEmpty()) {
      storeSticky();
      started.start();
    } else {
      at(Place.TCP_RESPONSE_CONTENT);
      ResponseInspection inspection =
          new ResponseInspection(
              this::passesResponse,
              backend.responseInspectDelay(),
              frontend().bufferSize(),
              connection.allocator(),
              loop().timers(),
              started::responsePassed);
      responseInspection = inspection;
      started.start(inspection);
    }
  }

  @Override
  public Throttle throttle(Direction direction) {
    Throttle known = throttles.get(direction);
    if (known != null) {
      return known;
    }
    Throttle made = new Throttle();
    throttles.put(direction, made);
    if (relay != null) {
      relay.limit(direction, made);
    }
    return made;
  }

  /** Runs the rules on the response; false where they wait for more, or ended the stream. */
  private boolean passesResponse() {
    Verdict verdict = backendNow().rules().responseContent().run(this);
    if (verdict == Verdict.CONTINUE || verdict == Verdict.ACCEPT) {
      storeSticky();
      return true;
    }
    Relay running = relay;
    if (verdict != Verdict.WAIT && running != null) {
      count(Counter.RESPONSES_DENIED);
      if (verdict == Verdict.SILENT_DROP) {
        connection.dropSilently();
      }
      running.end(Termination.Cause.PROXY_DENIED);
    }
    return false;
  }

  @Override
  public void serverUnavailable(Failure failure) {
    termination().set(Termination.Cause.of(failure), Termination.Phase.of(failure));
    finish();
  }

  @Override
  public void relayedFromClient(int bytes) {
    addBytesIn(bytes);
    bytesToServer += bytes;
  }

  @Override
  public void relayedFromServer(int bytes) {
    boolean isFirst = bytesOut == 0;
    addBytesOut(bytes);
    bytesFromServer += bytes;
    if (isFirst) {
      context().log().reached(this, LogStep.RESPONSE);
    }
  }

  @Override
  public void relayEnded(Termination.Cause cause, Termination.Phase phase) {
    termination().set(cause, phase);
    finish();
  }

  @Override
  public boolean shutDown(Server server, Termination.Cause cause) {
    ServerConnection used = serverConnection;
    Relay running = relay;
    if (used == null || running == null || used.server() != server) {
      return false;
    }
    running.end(cause);
    return true;
  }

  @Override
  public void endWhenIdle() {
    // A relay is never idle: it ends when its sides do, or at the hard stop.
  }

  private void finish() {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    times().ended = loop().clock().nanos();
    timeout.end();
    acquisition.end();
    if (input != null) {
      addBytesIn(input.readableBytes());
      input.release();
      input = null;
    }
    if (silent) {
      connection.dropSilently();
    } else {
      connection.closeWhenWritten();
    }
    throttles.values().forEach(throttle -> throttle.end(nowMillis()));
    endStream(acquisition.retries(), acquisition.wasRedispatched());
    context().sessionEnded();
  }

  // ---- the client's connection until the relay takes it over ----

  @Override
  public void received(ByteBuf bytes) {
    if (state == State.ENDED) {
      bytes.release();
      return;
    }
    input = Buffers.append(connection.allocator(), input, bytes);
    if (input.readableBytes() >= frontend().bufferSize()) {
      connection.pauseReading();
    }
    if (state == State.INSPECTING) {
      inspect();
    }
  }

  @Override
  public void receivedAll() {}

  @Override
  public void inputClosed() {
    if (state == State.INSPECTING) {
      inspectionEnded = true;
      inspect();
    } else if (state == State.SEEKING && (input == null || backendNow().abortsOnClose())) {
      count(Counter.CLIENT_ABORTS);
      termination().set(Termination.Cause.CLIENT_ABORT, seekingPhase());
      finish();
    }
  }

  @Override
  public void failed(Throwable cause) {}

  @Override
  public void writable() {}

  @Override
  public void closed() {
    if (state != State.ENDED) {
      count(Counter.CLIENT_ABORTS);
      termination()
          .set(
              Termination.Cause.CLIENT_ABORT,
              state == State.INSPECTING ? Termination.Phase.REQUEST : seekingPhase());
      finish();
    }
  }

  private Termination.Phase seekingPhase() {
    return acquisition.isQueued() ? Termination.Phase.QUEUE : Termination.Phase.CONNECT;
  }

  private void timedOut() {
    if (state == State.INSPECTING) {
      inspectionEnded = true;
      inspect();
    }
  }

  // ---- the server's connection until the relay takes it over ----

  @Override
  public void serverConnected() {
    acquisition.connected();
  }

  @Override
  public void serverConnectFailed(Throwable cause) {
    connectionFailed(cause);
    acquisition.connectFailed(cause);
  }

  @Override
  public void serverReceived(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void serverReceivedAll() {}

  @Override
  public void serverInputClosed() {}

  @Override
  public void serverMalformed() {}

  @Override
  public void serverWritable() {}

  @Override
  public void serverClosed() {}

  // ---- what others ask ----

  @Override
  public boolean isHttp() {
    return false;
  }

  @Override
  public Captures captures() {
    Captures made = captures;
    if (made == null) {
      made = frontend().newCaptures();
      captures = made;
    }
    return made;
  }

  @Override
  public boolean isFinal() {
    ResponseInspection inspection = responseInspection;
    return inspection == null ? inspectionEnded : inspection.isFinal();
  }

  @Override
  public @Nullable ByteSlice responseBytes() {
    ResponseInspection inspection = responseInspection;
    return inspection == null ? null : inspection.bytes();
  }

  @Override
  public @Nullable ByteSlice requestBytes() {
    ByteBuf received = input;
    if (received == null) {
      return inspected.set(new byte[0], 0, 0);
    }
    byte[] copy = new byte[received.readableBytes()];
    received.getBytes(received.readerIndex(), copy);
    return inspected.set(copy, 0, copy.length);
  }

  @Override
  @Nullable ServerConnection serverConnection() {
    return serverConnection;
  }

  @Override
  byte[] bufferedForBalance() {
    ByteSlice bytes = requestBytes();
    return bytes == null ? new byte[0] : bytes.array();
  }

  /** What the client has sent, if it is a request of HTTP, while rules look at it. */
  @Override
  public @Nullable RequestHead request() {
    if (state != State.INSPECTING) {
      return null;
    }
    PossibleRequest known = possibleRequest;
    if (known == null) {
      known = new PossibleRequest(frontend().requestLimits());
      possibleRequest = known;
    }
    return known.in(input);
  }

  @Override
  public boolean carriesHttp() {
    return false;
  }

  @Override
  public boolean awaitsRequest() {
    PossibleRequest known = possibleRequest;
    return known == null || known.isOpen();
  }
}
