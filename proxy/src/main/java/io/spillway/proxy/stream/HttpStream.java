package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.Framing;
import io.spillway.http.Method;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ConnectionMode;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.RetryOn;
import io.spillway.proxy.server.Observation;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.Captures;
import io.spillway.rules.sample.ByteSlice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response, from the request's head to the log line; used again for the
 * next request of its session. Confined to the session's loop.
 *
 * <p>Its life, read from the top: {@link #begin} → the frontend's and the backend's rules ({@link
 * HttpRules}) → a server ({@link ServerAcquisition}: balance, queue, connect) → {@link
 * #serverReady}: the request is sent → {@link #serverReceived}: the response's head, its rules, its
 * body ({@link ResponseTransfer}) → {@link #finish}: the log line, and the connections go to their
 * next use.
 */
final class HttpStream extends Stream implements ServerAcquisition.Client {
  private enum State {
    /** Between two requests. */
    IDLE,
    /** The request's head is there; rules are run, or wait for something they asked for. */
    RULES,
    /** A server is sought: balance, queue, connect. */
    SEEKING,
    /** The request goes out and the response's head is awaited. */
    RESPONSE_HEAD,
    /** The response's body goes to the client. */
    RESPONSE_BODY,
    /** Both sides relay bytes. */
    TUNNEL
  }

  private final HttpSession session;
  private final RequestHead request;
  private final RequestTransfer requestTransfer;
  private final ResponseTransfer responseTransfer;
  private final ServerAcquisition acquisition;
  private final HttpRules rules;
  private final Timeout serverTimeout;
  private final Captures captures;

  private State state = State.IDLE;
  private @Nullable ServerConnection serverConnection;
  private @Nullable Relay tunnel;
  private boolean reused;
  private boolean clientKeepAlive;
  private boolean awaitsBody;
  private boolean bodyIsFinal;

  HttpStream(HttpSession session, SessionContext context) {
    super(context);
    this.session = session;
    this.request = session.head();
    this.requestTransfer = new RequestTransfer(session);
    this.responseTransfer = new ResponseTransfer(session);
    this.rules = new HttpRules(this, request);
    this.captures = context.frontend().newCaptures();
    this.serverTimeout = new Timeout(context.loop().timers(), this::serverTimedOut);
    this.acquisition = new ServerAcquisition(context.loop(), context.serverConnections(), this);
  }

  // ---- the request ----

  /** The first byte of the request came in. */
  void firstByte() {
    startStream();
    captures.clear();
    times().firstByte = loop().clock().nanos();
  }

  /** The request's head is whole: runs the rules and goes on as they say. */
  void begin() {
    times().requestRead = loop().clock().nanos();
    state = State.RULES;
    clientKeepAlive = request.keepAlive();
    awaitsBody = false;
    bodyIsFinal = false;
    requestTransfer.begin();
    count(Counter.REQUESTS);
    frontend().statistics().requestRate().increment(loopIndex(), times().requestRead / 1_000_000);
    keepRequestLine();
    frontend().requestCaptures().keep(request, captures);
    rules.run();
  }

  private void keepRequestLine() {
    captures.keepLine(
        request.bytes(),
        request.methodStart(),
        request.methodEnd() - request.methodStart(),
        request.uriStart(),
        request.uriEnd() - request.uriStart(),
        request.versionStart(),
        request.versionEnd() - request.versionStart());
  }

  @Override
  public Captures captures() {
    return captures;
  }

  /**
   * Rules want to see the body: they are run again when it is there, or as much of it as fits a
   * buffer.
   */
  void waitForBody() {
    awaitsBody = true;
    session.connection().resumeReading();
    session.awaitClient();
    bodyBuffered();
  }

  /** Whether rules wait for the body. */
  boolean awaitsBody() {
    return awaitsBody;
  }

  /** More of the body was received, or no more will be. */
  void bodyBuffered() {
    ByteBuf input = session.input();
    if (awaitsBody
        && (hasWholeBody()
            || session.connection().isInputClosed()
            || (input != null && input.readableBytes() >= frontend().bufferSize()))) {
      awaitsBody = false;
      bodyIsFinal = true;
      session.awaitNothing();
      rules.resume();
    }
  }

  /** Whether all of the request was received. */
  boolean hasWholeBody() {
    return requestTransfer.isWholeAtHand();
  }

  /** The rules chose {@code backend}: looks for a server. */
  void forwardTo(Backend chosen) {
    state = State.SEEKING;
    if (chosen.retryOn().needsRequest()) {
      requestTransfer.keepBody();
    }
    acquisition.begin(chosen, session.requests() == 1);
  }

  @Override
  public void serverAssigned(Server server, int inServerQueue, int inBackendQueue) {
    times().assigned = loop().clock().nanos();
    assigned(server, inServerQueue, inBackendQueue);
  }

  @Override
  public void serverReady(ServerConnection connection, boolean isReused) {
    serverConnection = connection;
    reused = isReused;
    long now = isReused ? times().assigned : loop().clock().nanos();
    times().connected = now;
    state = State.RESPONSE_HEAD;
    if (!isReused) {
      count(Counter.SERVER_CONNECTS);
    }
    responseNow().reset();
    responseTransfer.awaitHead(responseNow());
    rules.prepareRequest(connection.server(), requestTransfer.wasSent());
    requestTransfer.send(connection.connection());
    if (requestTransfer.isMalformed()) {
      clientBodyMalformed();
      return;
    }
    awaitServer();
    if (requestTransfer.takesBody()) {
      session.connection().resumeReading();
      session.awaitClient();
    }
  }

  private void awaitServer() {
    serverTimeout.set(backendNow().timeouts().server());
  }

  /** Whether bytes that the client sends belong to this request and can be passed on. */
  boolean takesBody() {
    return (state == State.RESPONSE_HEAD || state == State.RESPONSE_BODY)
        && requestTransfer.takesBody();
  }

  /** More of the request's body is in the session's input. */
  void bodyArrived() {
    ServerConnection server = serverConnection;
    if (server == null) {
      return;
    }
    Connection target = server.connection();
    requestTransfer.pump(target);
    if (requestTransfer.isMalformed()) {
      clientBodyMalformed();
    } else if (requestTransfer.isEnded()) {
      session.awaitNothing();
      if (responseTransfer.isEnded()) {
        finish();
      } else {
        awaitServer();
      }
    } else {
      session.awaitClient();
      awaitServer();
      if (!target.isWritable()) {
        target.flush();
        if (!target.isWritable()) {
          session.connection().pauseReading();
        }
      }
    }
  }

  /** A batch of the client's bytes was passed on. */
  void flushServer() {
    ServerConnection server = serverConnection;
    if (server != null && tunnel == null) {
      server.connection().flush();
    }
  }

  @Override
  public void serverWritable() {
    if (takesBody()) {
      session.connection().resumeReading();
    }
  }

  private void clientBodyMalformed() {
    count(Counter.REQUEST_ERRORS);
    termination().set(Termination.Cause.PROXY_DENIED, phase());
    endWith(400);
  }

  // ---- the response ----

  @Override
  public void serverReceived(ByteBuf bytes) {
    switch (state) {
      case RESPONSE_HEAD -> responseHeadBytes(bytes);
      case RESPONSE_BODY -> responseBodyBytes(bytes);
      default -> bytes.release();
    }
  }

  private void responseHeadBytes(ByteBuf bytes) {
    responseTransfer.received(bytes);
    ParseResult result = responseTransfer.parseHead();
    while (result == ParseResult.COMPLETE && responseNow().isInterim()) {
      boolean sent = responseTransfer.forwardInterim(request.minorVersion() > 0);
      if (sent) {
        addBytesOut(responseTransfer.takeSentBytes());
      }
      result = responseTransfer.parseHead();
    }
    if (result == ParseResult.COMPLETE) {
      responseHeadComplete();
    } else if (result == ParseResult.MALFORMED) {
      badResponse(Observation.RESPONSE_INVALID);
    } else {
      awaitServer();
    }
  }

  private void responseHeadComplete() {
    times().responseRead = loop().clock().nanos();
    int status = responseNow().status();
    setServerStatus(status);
    serverNow()
        .observe(
            status >= 500 && status != 501 && status != 505
                ? Observation.RESPONSE_STATUS_BAD
                : Observation.RESPONSE_OK);
    if (backendNow().retryOn().status(status) && retry()) {
      return;
    }
    frontend().responseCaptures().keep(responseNow(), captures);
    Framing framing = responseNow().bodyFraming(request.method());
    if (!rules.runResponse()) {
      return;
    }
    if (framing == Framing.TUNNEL) {
      beginTunnel();
      return;
    }
    clientKeepAlive =
        clientKeepAlive
            && backendKeepsAlive()
            && framing != Framing.UNTIL_CLOSE
            && !context().isStopping();
    state = State.RESPONSE_BODY;
    responseTransfer.begin(framing, framing == Framing.CHUNKED && request.minorVersion() == 0);
    ConnectionHeaders.forClient(request.minorVersion() == 0, clientKeepAlive).addTo(responseNow());
    responseTransfer.sendHead();
    responseProgress();
  }

  private void responseBodyBytes(ByteBuf bytes) {
    responseTransfer.forward(bytes);
    responseProgress();
  }

  private void responseProgress() {
    addBytesOut(responseTransfer.takeSentBytes());
    if (responseTransfer.isMalformed()) {
      count(Counter.RESPONSE_ERRORS);
      termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.DATA);
      abort();
      return;
    }
    Connection client = session.connection();
    if (responseTransfer.isEnded()) {
      if (requestTransfer.isEnded() || !clientKeepAlive) {
        finish();
      }
      return;
    }
    awaitServer();
    if (!client.isWritable()) {
      client.flush();
      if (!client.isWritable() && serverConnection != null) {
        serverConnection.connection().pauseReading();
        serverTimeout.clear();
        session.awaitClient();
      }
    }
  }

  @Override
  public void serverReceivedAll() {
    session.connection().flush();
  }

  /** The client takes bytes again. */
  void clientWritable() {
    if (state == State.RESPONSE_BODY && serverConnection != null) {
      if (!requestTransfer.takesBody()) {
        session.awaitNothing();
      }
      serverConnection.connection().resumeReading();
      awaitServer();
    }
  }

  private void beginTunnel() {
    ServerConnection server = serverConnection;
    if (server == null) {
      return;
    }
    state = State.TUNNEL;
    serverTimeout.clear();
    session.awaitNothing();
    responseTransfer.begin(Framing.TUNNEL, false);
    responseTransfer.sendHead();
    addBytesOut(responseTransfer.takeSentBytes());
    Relay relay =
        new Relay(
            session.connection(),
            server.connection(),
            Relay.Timeouts.of(frontend(), backendNow()),
            new TunnelListener());
    tunnel = relay;
    ByteBuf early = session.input();
    if (early != null) {
      relay.forward(session.takeInput(early.readableBytes()));
    }
    relay.start();
    session.connection().flush();
  }

  private final class TunnelListener implements Relay.Listener {
    @Override
    public void relayedFromClient(int bytes) {
      addBytesIn(bytes);
    }

    @Override
    public void relayedFromServer(int bytes) {
      addBytesOut(bytes);
    }

    @Override
    public void relayEnded(Termination.Cause cause, Termination.Phase phase) {
      termination().set(cause, phase);
      serverConnection = null;
      clientKeepAlive = false;
      finish();
      session.closedByTunnel();
    }
  }

  // ---- when something goes wrong ----

  @Override
  public void serverConnected() {
    acquisition.connected();
  }

  @Override
  public void serverConnectFailed(Throwable cause) {
    acquisition.connectFailed(cause);
  }

  @Override
  public void serverUnavailable(Failure failure) {
    termination().set(Termination.Cause.of(failure), phaseOf(failure));
    endWith(503);
  }

  @Override
  public void serverInputClosed() {
    if (state == State.RESPONSE_BODY && responseTransfer.endAtClose()) {
      clientKeepAlive = false;
      finish();
    } else if (state == State.RESPONSE_HEAD || state == State.RESPONSE_BODY) {
      serverGone();
    }
  }

  @Override
  public void serverClosed() {
    if (state == State.RESPONSE_HEAD || state == State.RESPONSE_BODY) {
      serverGone();
    }
  }

  private void serverGone() {
    if (state == State.RESPONSE_BODY) {
      count(Counter.SERVER_ABORTS);
      termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.DATA);
      abort();
      return;
    }
    boolean nothingCame = !responseTransfer.hasBegun();
    RetryOn retryOn = backendNow().retryOn();
    if (nothingCame && reused && request.method().isIdempotent() && retryOnFreshConnection()) {
      return;
    }
    if ((nothingCame ? retryOn.emptyResponse() : retryOn.junkResponse()) && retry()) {
      return;
    }
    serverNow().observe(Observation.RESPONSE_BROKEN);
    count(Counter.RESPONSE_ERRORS);
    termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.HEADERS);
    endWith(502);
  }

  private void badResponse(Observation observation) {
    if (backendNow().retryOn().junkResponse() && retry()) {
      return;
    }
    serverNow().observe(observation);
    count(Counter.RESPONSE_ERRORS);
    termination().set(Termination.Cause.PROXY_DENIED, Termination.Phase.HEADERS);
    endWith(502);
  }

  private void serverTimedOut() {
    if (state == State.RESPONSE_HEAD) {
      if (backendNow().retryOn().responseTimeout() && retry()) {
        return;
      }
      serverNow().observe(Observation.RESPONSE_TIMEOUT);
      count(Counter.RESPONSE_ERRORS);
      termination().set(Termination.Cause.SERVER_TIMEOUT, Termination.Phase.HEADERS);
      endWith(504);
    } else if (state == State.RESPONSE_BODY) {
      count(Counter.RESPONSE_ERRORS);
      termination().set(Termination.Cause.SERVER_TIMEOUT, Termination.Phase.DATA);
      abort();
    }
  }

  /**
   * A pooled connection turned out to be dead before anything came back: tries a fresh one, at no
   * retry's cost.
   */
  private boolean retryOnFreshConnection() {
    if (!requestTransfer.isReplayable()) {
      return false;
    }
    dropServerConnection();
    responseTransfer.reset();
    serverTimeout.clear();
    state = State.SEEKING;
    acquisition.reconnect();
    return true;
  }

  private boolean retry() {
    if (!requestTransfer.isReplayable() || !acquisition.mayRetry()) {
      return false;
    }
    dropServerConnection();
    responseTransfer.reset();
    serverTimeout.clear();
    state = State.SEEKING;
    return acquisition.retry(true);
  }

  private void dropServerConnection() {
    ServerConnection dropped = serverConnection;
    serverConnection = null;
    if (dropped != null) {
      dropped.discard();
    }
  }

  /** The request's head is refused. */
  void malformed() {
    times().requestRead = 0;
    count(Counter.REQUEST_ERRORS);
    termination().set(Termination.Cause.PROXY_DENIED, Termination.Phase.REQUEST);
    state = State.RULES;
    endWith(request.violation().status());
  }

  /** The client stopped in the middle of its head, or sent none in time. */
  void cutOffInHead(boolean timedOut) {
    if (times().firstByte == 0) {
      startStream();
    }
    times().requestRead = 0;
    count(Counter.REQUEST_ERRORS);
    termination()
        .set(
            timedOut ? Termination.Cause.CLIENT_TIMEOUT : Termination.Cause.CLIENT_ABORT,
            Termination.Phase.REQUEST);
    state = State.RULES;
    endWith(timedOut ? 408 : 400);
  }

  /** The client sent no more, and will not. */
  void clientInputClosed() {
    if (state == State.TUNNEL) {
      return;
    }
    boolean bodyMissing = requestTransfer.hasBody() && !requestTransfer.isEnded();
    boolean mayAbort = state == State.SEEKING || state == State.RULES;
    if (takesBody() || (bodyMissing && mayAbort && session.input() == null)) {
      clientAborted();
    } else if (mayAbort && hasBackend() && backendNow().abortsOnClose()) {
      clientAborted();
    } else if (state == State.RESPONSE_HEAD && backendNow().abortsOnClose()) {
      clientAborted();
    }
  }

  /** The client's connection is gone. */
  void clientClosed() {
    if (state != State.IDLE && state != State.TUNNEL) {
      clientAborted();
    }
  }

  private void clientAborted() {
    count(Counter.CLIENT_ABORTS);
    termination().set(Termination.Cause.CLIENT_ABORT, phase());
    setStatus(status() == 0 ? 400 : status());
    abort();
  }

  /** The client did not send its body, or take its response, in time. */
  void clientTimedOut() {
    termination().set(Termination.Cause.CLIENT_TIMEOUT, phase());
    if (state == State.RESPONSE_BODY) {
      abort();
    } else {
      count(Counter.REQUEST_ERRORS);
      endWith(408);
    }
  }

  private Termination.Phase phaseOf(Failure failure) {
    return failure == Failure.QUEUE_TIMEOUT || failure == Failure.QUEUE_FULL
        ? Termination.Phase.QUEUE
        : Termination.Phase.CONNECT;
  }

  /** What the stream is doing, for its termination state. */
  Termination.Phase currentPhase() {
    return phase();
  }

  private Termination.Phase phase() {
    return switch (state) {
      case IDLE, RULES -> Termination.Phase.REQUEST;
      case SEEKING -> acquisition.isQueued() ? Termination.Phase.QUEUE : Termination.Phase.CONNECT;
      case RESPONSE_HEAD ->
          requestTransfer.isEnded() ? Termination.Phase.HEADERS : Termination.Phase.DATA;
      case RESPONSE_BODY, TUNNEL -> Termination.Phase.DATA;
    };
  }

  // ---- the end ----

  /** Answers with the error page of {@code status} and ends. */
  void endWith(int status) {
    setStatus(status);
    settleClient(status == 400 || status == 408);
    boolean parsed = request.isComplete() && !requestTransfer.isMalformed();
    addBytesOut(
        context()
            .replies()
            .send(
                session.connection(),
                errors().page(status),
                parsed,
                parsed && request.method() == Method.HEAD,
                clientKeepAlive));
    finish();
  }

  /**
   * Answers with a message of our own and ends; nothing of a response may have gone out before.
   *
   * @param message a whole HTTP/1 response
   * @param closes whether the connection ends with it
   */
  void reply(byte[] message, int status, boolean closes) {
    setStatus(status);
    settleClient(closes);
    addBytesOut(
        context()
            .replies()
            .send(
                session.connection(),
                message,
                request.method() == Method.HEAD,
                request.minorVersion() == 0,
                clientKeepAlive));
    finish();
  }

  /**
   * Takes the request out of the input and finds out whether the client's connection can live on.
   */
  private void settleClient(boolean closes) {
    boolean parsed = request.isComplete();
    if (parsed) {
      requestTransfer.skip();
    }
    clientKeepAlive =
        clientKeepAlive
            && parsed
            && !closes
            && !requestTransfer.isMalformed()
            && requestTransfer.isEnded()
            && backendKeepsAlive()
            && !context().isStopping();
  }

  /** Answers with what {@code answer} will make, away from the loop. */
  void answerLater(HttpService.Answer answer) {
    int streamNumber = session.requests();
    Thread.startVirtualThread(
        () -> {
          byte[] message = answer.bytes();
          loop()
              .execute(
                  () -> {
                    if (state == State.RULES && session.requests() == streamNumber) {
                      reply(message, 200, false);
                    }
                  });
        });
  }

  /** Closes the client's connection without an answer. */
  void dropClient(boolean silently) {
    clientKeepAlive = false;
    finish();
    if (silently) {
      session.reset();
    } else {
      session.abort();
    }
  }

  /** Has no line logged for this stream. */
  void withoutLog() {
    changeLogLevel(-1);
  }

  /** Cuts both connections off. */
  private void abort() {
    clientKeepAlive = false;
    if (responseTransfer.isEnded()) {
      finish();
      return;
    }
    finish();
    session.abort();
  }

  /** The stream is over: logs it, frees its server, lets the session go on. */
  private void finish() {
    times().ended = loop().clock().nanos();
    serverTimeout.clear();
    addBytesIn(requestTransfer.bytes());
    settleServer();
    responseTransfer.reset();
    requestTransfer.end();
    boolean keepAlive = clientKeepAlive && requestTransfer.isEnded();
    state = State.IDLE;
    endStream(acquisition.retries(), acquisition.wasRedispatched());
    tunnel = null;
    times().idleSince = times().ended;
    session.connection().flush();
    session.exchangeEnded(keepAlive);
  }

  private void settleServer() {
    ServerConnection used = serverConnection;
    serverConnection = null;
    if (used != null) {
      boolean clean =
          state == State.RESPONSE_BODY
              && responseTransfer.leavesConnectionUsable()
              && requestTransfer.isEnded()
              && backendNow().keepsServerConnections(frontend())
              && !used.connection().isInputClosed();
      if (clean) {
        used.connection().resumeReading();
        context().serverConnections().giveBack(backendNow(), used);
      } else {
        used.discard();
      }
    }
    if (acquisition.server() != null) {
      acquisition.releaseSlot();
    } else {
      acquisition.cancel();
    }
  }

  /** Ends the stream because its server went away, if it is {@code server}. */
  boolean shutDown(Server server, Termination.Cause cause) {
    ServerConnection used = serverConnection;
    if (used == null || used.server() != server) {
      return false;
    }
    termination().set(cause, phase());
    Relay relay = tunnel;
    if (relay != null) {
      relay.end(cause);
    } else if (state == State.RESPONSE_HEAD) {
      endWith(503);
    } else {
      abort();
    }
    return true;
  }

  /** The client connected and left without a byte. */
  void clientSentNothing() {
    startStream();
    termination().set(Termination.Cause.CLIENT_ABORT, Termination.Phase.REQUEST);
    times().ended = loop().clock().nanos();
    endStream(0, false);
  }

  /** The session is over. */
  void end() {
    acquisition.end();
    serverTimeout.end();
    rules.end();
  }

  // ---- what others ask ----

  private boolean backendKeepsAlive() {
    return (hasBackend() ? backendNow().connectionMode(frontend()) : frontend().connectionMode())
        != ConnectionMode.CLOSE;
  }

  private ResponseHead responseNow() {
    ServerConnection server = serverConnection;
    if (server == null) {
      throw new IllegalStateException("no server connection");
    }
    return server.head(frontend().responseLimits());
  }

  @Override
  public @Nullable RequestHead request() {
    return request.isComplete() ? request : null;
  }

  @Override
  public @Nullable ResponseHead response() {
    ServerConnection server = serverConnection;
    return server == null || !place().isResponse() && state != State.IDLE ? null : responseNow();
  }

  @Override
  @Nullable ServerConnection serverConnection() {
    return serverConnection;
  }

  @Override
  public boolean isHttp() {
    return true;
  }

  @Override
  public boolean isFirstRequest() {
    return session.requests() <= 1;
  }

  @Override
  public boolean isFinal() {
    return bodyIsFinal || !requestTransfer.hasBody() || hasWholeBody();
  }

  @Override
  public @Nullable ByteSlice requestBody() {
    return request.isComplete() ? requestTransfer.bufferedBody() : null;
  }

  @Override
  public long requestBodySize() {
    return request.contentLength() >= 0 ? request.contentLength() : super.requestBodySize();
  }

  @Override
  byte[] bufferedForBalance() {
    ByteSlice body = requestBody();
    return body == null
        ? new byte[0]
        : Arrays.copyOfRange(body.array(), body.offset(), body.offset() + body.length());
  }
}
