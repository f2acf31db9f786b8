package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.Framing;
import io.spillway.http.ParseResult;
import io.spillway.net.Duplex;
import io.spillway.proxy.Backend;
import io.spillway.proxy.bandwidth.Direction;
import io.spillway.proxy.bandwidth.Throttle;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.server.Observation;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.Counter;

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
final class HttpStream extends HttpExchange {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final StreamThrottles throttles = new StreamThrottles(this);
  private final ResponseWait responseWait = new ResponseWait(this);
  private final ServerFaults faults = new ServerFaults(this);
  private boolean reused;
  private Framing receivedFraming = Framing.NONE;

  HttpStream(ClientSide session, SessionContext context) {
    super(session, context);
  }

  // ---- the request ----

  /** The first byte of the request came in. */
  void firstByte() {
    startStream();
    captures().clear();
    times().firstByte = loop().clock().nanos();
    context().log().reached(this, LogStep.ACCEPT);
  }

  /** The request's head is whole: runs the rules and goes on as they say. */
  void begin() {
    times().requestRead = loop().clock().nanos();
    state = State.RULES;
    clientKeepAlive = request.keepAlive();
    requestTransfer.begin();
    requestBegins();
    if (requestTransfer.isBrokenAtHand()) {
      malformed();
      return;
    }
    countRequest();
    frontend().requestCaptures().keep(request, captures());
    context().log().reached(this, LogStep.REQUEST);
    rules.run();
  }

  /** The rules chose {@code backend}: looks for a server. */
  @Override
  void forwardTo(Backend chosen) {
    state = State.SEEKING;
    if (chosen.retryOn().needsRequest() && !retryDisabled) {
      requestTransfer.keepBody();
    }
    acquisition.begin(chosen, session.requests() == 1);
  }

  @Override
  public boolean serverAssigned(Server server, int inServerQueue, int inBackendQueue) {
    times().assigned = loop().clock().nanos();
    assigned(server, inServerQueue, inBackendQueue);
    byte[] redirect = ServerRedirect.of(server, request);
    if (redirect == null) {
      return true;
    }
    termination().set(Termination.Cause.LOCAL, Termination.Phase.CONNECT);
    reply(redirect, ServerRedirect.STATUS, true);
    return false;
  }

  @Override
  public void serverReady(ServerConnection connection, boolean isReused) {
    serverConnection = connection;
    keepAddresses(connection);
    reused = isReused;
    long now = isReused ? times().assigned : loop().clock().nanos();
    times().connected = now;
    state = State.RESPONSE_HEAD;
    context().log().reached(this, LogStep.CONNECT);
    responseNow().reset();
    responseTransfer.awaitHead(responseNow());
    rules.prepareRequest(connection, requestTransfer.wasSent());
    backendNow().headerCases().applyTo(request);
    prepareBody();
    requestTransfer.send(connection.connection());
    if (requestTransfer.isMalformed()) {
      clientBodyMalformed();
      return;
    }
    awaitServer();
    if (requestTransfer.takesBody() && !throttles.holdsRequest()) {
      session.connection().resumeReading();
      session.awaitClient();
    }
  }

  /** Says what becomes of the request's body, before it is first sent. */
  private void prepareBody() {
    if (requestTransfer.wasSent() || !requestTransfer.hasBody()) {
      return;
    }
    if (backendNow().dropsRequestTrailers() && request.chunked()) {
      requestTransfer.filter(() -> new TrailerCut(frontend().requestLimits()));
    }
    requestCompression.begin(request, requestTransfer, backendNow());
  }

  private void awaitServer() {
    serverTimeout.set(serverTimeoutMillis(backendNow()));
  }

  /** Whether bytes that the client sends belong to this request and can be passed on. */
  boolean takesBody() {
    return (state == State.RESPONSE_HEAD
            || state == State.RESPONSE_RULES
            || state == State.RESPONSE_BODY)
        && requestTransfer.takesBody();
  }

  /** More of the request's body is in the session's input. */
  void bodyArrived() {
    ServerConnection server = serverConnection;
    if (server == null) {
      return;
    }
    Duplex target = server.connection();
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
    } else if (throttles.holdsRequest()) {
      awaitServer();
    } else {
      session.awaitClient();
      if (!backendNow().timeouts().isIndependent()) {
        awaitServer();
      }
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
    bytesFromServer += bytes.readableBytes();
    switch (state) {
      case RESPONSE_HEAD -> responseHeadBytes(bytes);
      case RESPONSE_RULES -> responseWait.received(bytes);
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
      faults.badResponse(Observation.RESPONSE_INVALID);
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
    if (backendNow().retryOn().status(status) && faults.retry()) {
      return;
    }
    trackStatus(status);
    frontend().responseCaptures().keep(responseNow(), captures());
    Framing framing = responseNow().bodyFraming(request.method());
    if (framing == Framing.TUNNEL && status == SWITCHING_PROTOCOLS && !request.hasUpgrade()) {
      faults.badResponse(Observation.RESPONSE_INVALID);
      return;
    }
    receivedFraming = framing;
    if (rules.runResponse()) {
      responsePassed();
    }
  }

  @Override
  void responsePassed() {
    if (cacheDelivery.head() != null) {
      cacheDelivery.send(this);
      return;
    }
    responseTransfer.storeTo(cacheWriter());
    sendResponseHead(receivedFraming, serverStatus());
    responseProgress();
  }

  @Override
  StreamThrottles throttles() {
    return throttles;
  }

  @Override
  ResponseWait responseWait() {
    return responseWait;
  }

  /** Rules hold the response. */
  void holdResponse() {
    if (state == State.RESPONSE_HEAD) {
      state = State.RESPONSE_RULES;
      serverTimeout.clear();
    }
  }

  /**
   * Sends a response's head as rules left it.
   *
   * @param received the status that it had before
   */
  void sendResponseHead(Framing framing, int received) {
    boolean bodiless = isBodiless(responseNow().status()) && !isBodiless(received);
    boolean compresses = compression.responseReady(request, responseNow(), framing);
    if (compresses) {
      BodyHeaders.settle(responseNow(), Framing.CHUNKED, 0);
    } else if (responseNow().isModified()) {
      BodyHeaders.settle(responseNow(), framing, responseNow().contentLength());
    }
    setStatus(responseNow().status());
    if (framing == Framing.TUNNEL) {
      HttpTunnel.begin(this, server());
      context().log().reached(this, LogStep.RESPONSE);
      return;
    }
    boolean stripsChunks = framing == Framing.CHUNKED && request.minorVersion() == 0;
    if (stripsChunks) {
      BodyHeaders.settle(responseNow(), Framing.UNTIL_CLOSE, 0);
    }
    clientKeepAlive =
        clientKeepAlive
            && backendKeepsAlive()
            && !stripsChunks
            && framing != Framing.UNTIL_CLOSE
            && !context().isStopping();
    state = State.RESPONSE_BODY;
    responseTransfer.begin(framing, stripsChunks);
    if (compresses) {
      compression.begin(responseTransfer);
    }
    if (framing == Framing.CHUNKED && frontend().leniency().dropsTrailers()) {
      responseTransfer.dropTrailers();
    }
    if (bodiless) {
      responseTransfer.dropBody();
    }
    ConnectionHeaders.inResponse(
            request.minorVersion() == 0, responseNow().minorVersion() == 0, clientKeepAlive)
        .addTo(responseNow());
    ByteBuf held = throttles.limitsResponse() ? responseTransfer.withholdBody(framing) : null;
    responseTransfer.sendHead();
    if (held != null) {
      throttles.take(held);
    }
    addBytesOut(responseTransfer.takeSentBytes());
    context().log().reached(this, LogStep.RESPONSE);
  }

  @Override
  boolean deliverCached() {
    return cacheDelivery.deliver(this);
  }

  private static boolean isBodiless(int status) {
    return status == NO_CONTENT || status == NOT_MODIFIED;
  }

  private void responseBodyBytes(ByteBuf bytes) {
    if (throttles.limitsResponse()) {
      throttles.take(bytes);
    } else {
      responseTransfer.forward(bytes);
    }
    responseProgress();
  }

  /** Something of the body that was held back was passed on, or may be soon. */
  void throttledProgress() {
    if (state != State.RESPONSE_BODY) {
      return;
    }
    if (cacheDelivery.head() != null) {
      addBytesOut(responseTransfer.takeSentBytes());
      if (!throttles.isHoldingResponse()) {
        cacheDelivery.goOn();
      }
      session.connection().flush();
      return;
    }
    responseProgress();
    if (state == State.RESPONSE_BODY && !throttles.isHoldingResponse()) {
      resumeServer();
    }
    session.connection().flush();
  }

  @Override
  public Throttle throttle(Direction direction) {
    return throttles.throttle(direction);
  }

  private ServerConnection server() {
    ServerConnection server = serverConnection;
    if (server == null) {
      throw new IllegalStateException("no server connection");
    }
    return server;
  }

  private void responseProgress() {
    addBytesOut(responseTransfer.takeSentBytes());
    if (responseTransfer.isMalformed()) {
      count(Counter.RESPONSE_ERRORS);
      termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.DATA);
      abort();
      return;
    }
    Duplex client = session.connection();
    if (responseTransfer.isEnded()) {
      if (requestTransfer.isEnded() || !clientKeepAlive || isAnsweredEarly()) {
        finish();
      }
      return;
    }
    if (throttles.isHoldingResponse()) {
      pauseServer();
      client.flush();
      return;
    }
    awaitServer();
    if (!client.isWritable()) {
      client.flush();
      if (!client.isWritable() && serverConnection != null) {
        pauseServer();
        session.awaitClient();
      }
    }
  }

  void pauseServer() {
    if (serverConnection != null) {
      serverConnection.connection().pauseReading();
    }
    serverTimeout.clear();
  }

  void resumeServer() {
    if (serverConnection != null) {
      serverConnection.connection().resumeReading();
    }
  }

  /** Whether the server ended the stream, so that nobody wants the rest of the request. */
  private boolean isAnsweredEarly() {
    return serverConnection != null && serverConnection.isHttp2();
  }

  @Override
  public void serverReceivedAll() {
    session.connection().flush();
  }

  /** The client takes bytes again. */
  void clientWritable() {
    if (state == State.RESPONSE_BODY && throttles.isHoldingResponse()) {
      throttles.goOn();
    } else if (state == State.RESPONSE_BODY && cacheDelivery.head() != null) {
      cacheDelivery.goOn();
    } else if (state == State.RESPONSE_BODY && serverConnection != null) {
      if (!requestTransfer.takesBody()) {
        session.awaitNothing();
      }
      serverConnection.connection().resumeReading();
      awaitServer();
    }
  }

  // ---- when something goes wrong ----

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
  public void serverUnavailable(Failure failure) {
    termination().set(Termination.Cause.of(failure), Termination.Phase.of(failure));
    if (failure == Failure.QUEUE_TIMEOUT) {
      times().assigned = loop().clock().nanos();
      waitedBehind(acquisition.inServerQueue(), acquisition.inBackendQueue());
    }
    endWith(503);
  }

  @Override
  public void serverInputClosed() {
    if (state == State.RESPONSE_BODY && throttles.isHoldingResponse()) {
      throttles.then(this::serverInputClosed);
    } else if (state == State.RESPONSE_RULES) {
      responseWait.then(this::serverInputClosed);
    } else if (state == State.RESPONSE_BODY && responseTransfer.endAtClose()) {
      clientKeepAlive = false;
      finish();
    } else if (state == State.RESPONSE_HEAD || state == State.RESPONSE_BODY) {
      faults.serverGone(reused);
    }
  }

  @Override
  public void serverMalformed() {
    if (state == State.RESPONSE_HEAD) {
      faults.badResponse(Observation.RESPONSE_INVALID);
    } else {
      serverClosed();
    }
  }

  @Override
  public void serverClosed() {
    if (state == State.RESPONSE_BODY && throttles.isHoldingResponse()) {
      throttles.then(this::serverClosed);
    } else if (state == State.RESPONSE_RULES) {
      responseWait.then(this::serverClosed);
    } else if (state == State.RESPONSE_HEAD || state == State.RESPONSE_BODY) {
      faults.serverGone(reused);
    }
  }

  @Override
  void serverTimedOut() {
    if (state == State.RESPONSE_RULES) {
      faults.timedOut();
    } else if (state == State.RESPONSE_HEAD) {
      if (!backendNow().retryOn().responseTimeout() || !faults.retry()) {
        faults.timedOut();
      }
    } else if (state == State.RESPONSE_BODY) {
      count(Counter.RESPONSE_ERRORS);
      termination().set(Termination.Cause.SERVER_TIMEOUT, Termination.Phase.DATA);
      abort();
    }
  }

  /** The client sent no more, and will not. */
  void clientInputClosed() {
    if (state == State.TUNNEL) {
      return;
    }
    if (bodyWait.isWaiting()) {
      clientAborted();
      return;
    }
    if (throttles.isHoldingRequest()) {
      return;
    }
    boolean bodyMissing = requestTransfer.hasBody() && !requestTransfer.isEnded();
    boolean mayAbort = state == State.SEEKING || state == State.RULES;
    if (takesBody() || (bodyMissing && mayAbort && session.input() == null)) {
      clientAborted();
    } else if ((mayAbort || state == State.RESPONSE_HEAD || state == State.RESPONSE_RULES)
        && hasBackend()
        && backendNow().abortsOnClose()) {
      count(Counter.CLIENT_ABORTS);
      termination().set(Termination.Cause.CLIENT_ABORT, phase());
      endWith(400);
    }
  }
}
