package io.spillway.proxy.stream;

import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.http.Violation;
import io.spillway.net.Timeout;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ConnectionMode;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.bandwidth.ThrottledStream;
import io.spillway.proxy.cache.CacheTransaction;
import io.spillway.proxy.cache.CacheUser;
import io.spillway.proxy.cache.CacheWriter;
import io.spillway.proxy.cache.CachedResponse;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerHttp;
import io.spillway.proxy.server.ServerProtocol;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.Captures;
import io.spillway.rules.Place;
import io.spillway.rules.Reply;
import io.spillway.rules.sample.ByteSlice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the whole of an {@link HttpStream} stands on: its parts and its state, waiting for a body,
 * answers of our own, and every way in which it ends. Confined to the session's loop.
 */
abstract class HttpExchange extends Stream
    implements ServerAcquisition.Client, CacheUser, ThrottledStream {
  private static final int STATUS_START = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_START + 3;

  enum State {
    /** Between two requests. */
    IDLE,
    /** The request's head is there; rules are run, or wait for something they asked for. */
    RULES,
    /** A server is sought: balance, queue, connect. */
    SEEKING,
    /** The request goes out and the response's head is awaited. */
    RESPONSE_HEAD,
    /** The response's head is there; rules on it wait for something they asked for. */
    RESPONSE_RULES,
    /** The response's body goes to the client. */
    RESPONSE_BODY,
    /** Both sides relay bytes. */
    TUNNEL
  }

  final ClientSide session;
  final RequestHead request;
  final RequestTransfer requestTransfer;
  final ResponseTransfer responseTransfer;
  final ServerAcquisition acquisition;
  final HttpRules rules;
  final BodyWait bodyWait;
  final ResponseCompression compression = new ResponseCompression(this);
  final RequestCompression requestCompression = new RequestCompression(this);
  final CacheDelivery cacheDelivery = new CacheDelivery(this);
  final Timeout serverTimeout;

  /** Whether the request is none: its head, or the framing of its body, is not HTTP. */
  private boolean refused;

  private final Captures captures;

  State state = State.IDLE;
  @Nullable ServerConnection serverConnection;
  @Nullable Relay tunnel;
  boolean clientKeepAlive;

  /** Whether rules forbade to send the request again. */
  boolean retryDisabled;

  private @Nullable ResponseHead ownResponse;
  private @Nullable CacheTransaction cacheTransaction;

  HttpExchange(ClientSide session, SessionContext context) {
    super(context);
    this.session = session;
    this.request = session.head();
    this.requestTransfer = new RequestTransfer(session);
    this.responseTransfer = new ResponseTransfer(session);
    this.rules = new HttpRules(this, request);
    this.bodyWait = new BodyWait(session, requestTransfer, rules::resume);
    this.captures = context.frontend().newCaptures();
    this.serverTimeout = new Timeout(context.loop().timers(), this::serverTimedOut);
    this.acquisition = new ServerAcquisition(context.loop(), context.serverConnections(), this);
  }

  @Override
  public final ServerProtocol protocolFor(Server target) {
    if (backendNow().impersonation(target) != null) {
      return ServerProtocol.HTTP_1; // streams of several clients would share a connection
    }
    ServerHttp http = target.http();
    return http.main() == http.webSockets() || !request.isWebSocket()
        ? http.main()
        : http.webSockets();
  }

  /** The rules chose {@code backend}: looks for a server. */
  abstract void forwardTo(Backend chosen);

  /** Answers with what a rule found in a cache; whether there is such an answer. */
  abstract boolean deliverCached();

  /** The server did not send or take bytes in time. */
  abstract void serverTimedOut();

  /** What limits the bandwidth. */
  abstract StreamThrottles throttles();

  /** What holds a response for rules. */
  abstract ResponseWait responseWait();

  /** The rules that held the response let it pass. */
  abstract void responsePassed();

  /** Forgets what the last request's rules waited for and kept, and keeps this one's line. */
  final void requestBegins() {
    bodyWait.reset();
    retryDisabled = false;
    ownResponse = null;
    refused = false;
    keepRequestLine();
  }

  /** A request came, or a part of one. */
  final void countRequest() {
    countFrontend(Counter.REQUESTS);
    frontend().statistics().requestRate().increment(loopIndex(), nowMillis());
  }

  /** The request's head is refused. */
  final void malformed() {
    times().requestRead = 0;
    countRequest();
    count(Counter.REQUEST_ERRORS);
    trackRequest();
    trackError();
    termination().set(Termination.Cause.PROXY_DENIED, Termination.Phase.REQUEST);
    state = State.RULES;
    refused = true;
    captures.clear();
    endWith(request.violation() == Violation.PAYLOAD ? Violation.PAYLOAD.status() : 400);
  }

  /** The client stopped in the middle of its head, or sent none in time. */
  final void cutOffInHead(boolean timedOut) {
    if (times().firstByte == 0) {
      startStream();
    }
    times().requestRead = 0;
    countRequest();
    count(Counter.REQUEST_ERRORS);
    trackRequest();
    if (!timedOut) {
      trackError();
    }
    termination()
        .set(
            timedOut ? Termination.Cause.CLIENT_TIMEOUT : Termination.Cause.CLIENT_ABORT,
            Termination.Phase.REQUEST);
    state = State.RULES;
    endWith(timedOut ? 408 : 400);
  }

  /** The client's connection is gone. */
  final void clientClosed() {
    if (state != State.IDLE && state != State.TUNNEL) {
      clientAborted();
    }
  }

  final void clientAborted() {
    count(Counter.CLIENT_ABORTS);
    termination().set(Termination.Cause.CLIENT_ABORT, phase());
    abort();
  }

  /** The client did not send its body, or take its response, in time. */
  final void clientTimedOut() {
    termination().set(Termination.Cause.CLIENT_TIMEOUT, phase());
    if (state == State.RESPONSE_BODY) {
      abort();
    } else {
      if (bodyWait.isWaiting()) {
        times().requestRead = 0;
      }
      count(Counter.REQUEST_ERRORS);
      endWith(408);
    }
  }

  /** What the stream is doing, for its termination state. */
  Termination.Phase currentPhase() {
    return phase();
  }

  final Termination.Phase phase() {
    return switch (state) {
      case IDLE, RULES -> Termination.Phase.REQUEST;
      case SEEKING -> acquisition.isQueued() ? Termination.Phase.QUEUE : Termination.Phase.CONNECT;
      case RESPONSE_HEAD, RESPONSE_RULES ->
          requestTransfer.isEnded() ? Termination.Phase.HEADERS : Termination.Phase.DATA;
      case RESPONSE_BODY, TUNNEL -> Termination.Phase.DATA;
    };
  }

  /** Answers with the error page of {@code status} and ends. */
  final void endWith(int status) {
    setStatus(status);
    settleClient(refused || status == 400 || status == 408);
    boolean parsed = request.isComplete() && !refused && !requestTransfer.isMalformed();
    Reply own = errors().reply(status);
    if (parsed && own != null) {
      sendReply(rules.write(own));
      return;
    }
    if (parsed && (rules.hasAfterResponse() || !frontend().leniency().headerCases().isEmpty())) {
      sendReply(HttpReplies.message(errors().page(status)));
      return;
    }
    addBytesOut(
        context()
            .replies()
            .send(
                session.connection(),
                errors().page(status),
                status,
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
  final void reply(byte[] message, int status, boolean closes) {
    setStatus(status);
    settleClient(closes);
    sendReply(message);
  }

  private void sendReply(byte[] message) {
    HttpReplies replies = context().replies();
    ownResponse = replies.head();
    int sent =
        replies.send(
            session.connection(),
            message,
            request.method() == Method.HEAD,
            request.minorVersion() == 0,
            clientKeepAlive,
            frontend().leniency().headerCases(),
            rules.hasAfterResponse() ? rules::runAfterResponse : null);
    if (sent < 0) {
      dropClient(false);
      return;
    }
    addBytesOut(sent);
    finish();
  }

  /**
   * Takes the request out of the input and finds out whether the client's connection can live on.
   */
  final void settleClient(boolean closes) {
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
  final void answerLater(HttpService.Answer answer) {
    int streamNumber = session.requests();
    Thread.startVirtualThread(
        () -> {
          byte[] message = answer.bytes();
          loop()
              .execute(
                  () -> {
                    if (state == State.RULES && session.requests() == streamNumber) {
                      reply(message, statusOf(message), false);
                    }
                  });
        });
  }

  /** The status of an HTTP/1 response that we made ourselves. */
  private static int statusOf(byte[] message) {
    int status = 0;
    for (int i = STATUS_START; i < STATUS_END; i++) {
      status = status * 10 + message[i] - '0';
    }
    return status;
  }

  /** Whether the stream ended before it had a request. */
  @Override
  final boolean lacksRequest() {
    return refused || !request.isComplete();
  }

  /** Closes the client's connection without an answer. */
  final void dropClient(boolean silently) {
    clientKeepAlive = false;
    if (silently) {
      session.endSilently();
    }
    session.cutShort();
    finish();
    session.abort();
  }

  /**
   * The rules chose a backend in mode tcp, which cannot take an HTTP stream: ends as HAProxy does,
   * without an answer, but with the status of one in the log.
   */
  final void dropBeforeTcpBackend() {
    setStatus(500);
    termination().set(Termination.Cause.INTERNAL, Termination.Phase.REQUEST);
    dropClient(false);
  }

  /** Has no line logged for this stream. */
  final void withoutLog() {
    changeLogLevel(-1);
  }

  /** Cuts both connections off. */
  final void abort() {
    clientKeepAlive = false;
    if (responseTransfer.isEnded()) {
      finish();
      return;
    }
    session.cutShort();
    finish();
    session.abort();
  }

  /** The stream is over: logs it, frees its server, lets the session go on. */
  final void finish() {
    times().ended = loop().clock().nanos();
    serverTimeout.clear();
    rules.stop();
    addBytesIn(requestTransfer.bytes());
    bytesToServer += requestTransfer.sentBytes();
    boolean serverIsClean = leavesServerUsable();
    boolean requestTaken = requestTransfer.isEnded();
    leaveServer();
    compression.end(responseTransfer.compressor(), hasBackend() ? backendNow() : null);
    state = State.IDLE;
    endStream(acquisition.retries(), acquisition.wasRedispatched());
    endFilters();
    settleServerConnection(serverIsClean);
    responseTransfer.reset();
    requestTransfer.end();
    tunnel = null;
    times().idleSince = times().ended;
    session.connection().flush();
    session.exchangeEnded(clientKeepAlive && requestTaken, requestTaken);
  }

  @Override
  public CacheTransaction cacheTransaction() {
    CacheTransaction known = cacheTransaction;
    if (known == null) {
      known = new CacheTransaction();
      cacheTransaction = known;
    }
    return known;
  }

  @Override
  public void countCacheLookup(boolean isHit) {
    Statistics counted =
        place() == Place.BACKEND_HTTP_REQUEST ? backendNow().statistics() : frontend().statistics();
    counted.counters().increment(loopIndex(), Counter.CACHE_LOOKUPS);
    if (isHit) {
      counted.counters().increment(loopIndex(), Counter.CACHE_HITS);
    }
  }

  /** The stored response that answers the request, or null. */
  final @Nullable CachedResponse cacheHit() {
    return cacheTransaction == null ? null : cacheTransaction.hit();
  }

  /** What stores the response of the server, or null. */
  final @Nullable CacheWriter cacheWriter() {
    return cacheTransaction == null ? null : cacheTransaction.writer();
  }

  private void endFilters() {
    compression.forget();
    requestCompression.end();
    throttles().end();
    responseWait().end();
    if (cacheTransaction != null) {
      cacheTransaction.end(responseTransfer.isWhole(), wallClockMicros() / 1_000_000);
      cacheDelivery.end();
    }
  }

  private boolean leavesServerUsable() {
    ServerConnection used = serverConnection;
    return used != null
        && state == State.RESPONSE_BODY
        && responseTransfer.leavesConnectionUsable()
        && requestTransfer.isEnded()
        && backendNow().keepsServerConnections(frontend())
        && !used.connection().isInputClosed();
  }

  private void settleServerConnection(boolean isClean) {
    ServerConnection used = serverConnection;
    serverConnection = null;
    if (used == null) {
      return;
    }
    if (isClean) {
      used.connection().resumeReading();
      context().serverConnections().giveBack(backendNow(), used);
    } else {
      used.discard();
    }
  }

  private void leaveServer() {
    if (acquisition.server() != null && !acquisition.isConnecting()) {
      acquisition.releaseSlot();
    } else {
      acquisition.cancel();
    }
  }

  /** Ends the stream because its server went away, if it is {@code server}. */
  final boolean shutDown(Server server, Termination.Cause cause) {
    ServerConnection used = serverConnection;
    if (used == null || used.server() != server) {
      return false;
    }
    termination().set(cause, phase());
    Relay relay = tunnel;
    if (relay != null) {
      relay.end(cause);
    } else if (state == State.RESPONSE_HEAD || state == State.RESPONSE_RULES) {
      endWith(503);
    } else {
      abort();
    }
    return true;
  }

  /** The session is over. */
  final void end() {
    acquisition.end();
    serverTimeout.end();
    rules.end();
    throttles().endSession();
    responseWait().endSession();
  }

  final boolean backendKeepsAlive() {
    return (hasBackend() ? backendNow().connectionMode(frontend()) : frontend().connectionMode())
        != ConnectionMode.CLOSE;
  }

  final ResponseHead responseNow() {
    ResponseHead cached = cacheDelivery.head();
    if (cached != null) {
      return cached;
    }
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
    if (ownResponse != null) {
      return place().isResponse() || state == State.IDLE ? ownResponse : null;
    }
    ServerConnection server = serverConnection;
    ResponseHead cached = cacheDelivery.head();
    if (cached != null) {
      return place().isResponse() || state == State.IDLE ? cached : null;
    }
    return server == null || !place().isResponse() && state != State.IDLE ? null : responseNow();
  }

  @Override
  @Nullable ServerConnection serverConnection() {
    return serverConnection;
  }

  @Override
  public int serverHttpVersion() {
    return serverConnection != null && serverConnection.isHttp2() && ownResponse == null ? 2 : 1;
  }

  @Override
  public boolean isHttp() {
    return true;
  }

  @Override
  ClientSide clientSide() {
    return session;
  }

  @Override
  public boolean isFirstRequest() {
    return session.requests() <= 1;
  }

  @Override
  public boolean isFinal() {
    return true;
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

  /** Whether all of the request was received. */
  final boolean hasWholeBody() {
    return requestTransfer.isWholeAtHand();
  }

  @Override
  public boolean hasBody(long atLeast) {
    return place().isResponse() ? hasResponseBody(atLeast) : bodyWait.isEnough(atLeast);
  }

  /** Whether the response's body is at hand, or {@code atLeast} bytes of it, or all that fits. */
  final boolean hasResponseBody(long atLeast) {
    return serverConnection == null || responseTransfer.hasAtHand(request.method(), atLeast);
  }

  @Override
  public @Nullable ByteSlice responseBody() {
    return serverConnection != null && place().isResponse()
        ? responseTransfer.bufferedBody(request.method())
        : null;
  }

  @Override
  public long responseBodySize() {
    ResponseHead head = response();
    return head == null || head.contentLength() < 0
        ? super.responseBodySize()
        : head.contentLength();
  }

  @Override
  public void pausedBefore(int rule) {
    rules.pausedBefore(rule);
  }

  @Override
  public void disableRetry() {
    retryDisabled = true;
  }

  @Override
  public Captures captures() {
    return captures;
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
}
