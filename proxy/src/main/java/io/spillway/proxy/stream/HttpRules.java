package io.spillway.proxy.stream;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.net.Timeout;
import io.spillway.proxy.Backend;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.HeaderNamePolicy;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.UniqueId;
import io.spillway.proxy.persistence.CookieCapture;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.Place;
import io.spillway.rules.Reply;
import io.spillway.rules.Ruleset;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration does with one stream's messages: monitor requests, the rules of frontend
 * and backend, services in place of servers, and the changes to the heads that options ask for.
 * Confined to the session's loop.
 */
final class HttpRules {
  /** Where the processing of a request goes on after it waited. */
  private enum Step {
    CONTENT_RULES,
    FRONTEND_RULES,
    BACKEND_RULES,
    BACKEND_REQUEST,
    BALANCE
  }

  /** Where the processing of a response goes on after it waited. */
  private enum ResponseStep {
    CONTENT,
    BACKEND,
    FRONTEND
  }

  private static final Verdict REFUSED = new Verdict.Deny(403, null);

  private static final Verdict COOKIE_REFUSED = new Verdict.Deny(502, null);

  private final HttpExchange stream;
  private final RequestHead request;
  private final ByteBuilder replyBytes;
  private final Timeout tarpit;
  private final Timeout pause;
  private Step step = Step.FRONTEND_RULES;
  private Verdict.@Nullable Tarpit tarpitted;
  private @Nullable Ruleset paused;
  private int pausedBefore;
  private ResponseStep responseStep = ResponseStep.CONTENT;
  private int waits;
  private boolean isWaiting;

  HttpRules(HttpExchange stream, RequestHead request) {
    this.stream = stream;
    this.request = request;
    this.replyBytes = new ByteBuilder(stream.frontend().bufferSize());
    this.tarpit = new Timeout(stream.loop().timers(), this::tarpitEnded);
    this.pause = new Timeout(stream.loop().timers(), this::resume);
  }

  /** The request's head is there: finds out what becomes of it, and tells the stream. */
  void run() {
    Frontend frontend = stream.frontend();
    step = Step.CONTENT_RULES;
    if (!frontend.rules().content().isEmpty()
        && !stream.hasPassedContent()
        && !passesContent(frontend.rules().content())) {
      return;
    }
    stream.trackRequest();
    if (frontend.monitor().isFor(request)) {
      boolean failed = frontend.monitor().fails(stream);
      stream.withoutLog();
      stream.endWith(failed ? 503 : 200);
      return;
    }
    if (serves(frontend.firstServices())) {
      return;
    }
    paused = null;
    step = Step.FRONTEND_RULES;
    if (frontend.buffersRequests()) {
      stream.bodyWait.begin(0, frontend.timeouts().httpRequest());
    } else {
      runFrontend();
    }
  }

  /**
   * Runs rules that see bytes rather than a message; a whole head is there, so that they can decide
   * at once.
   */
  private boolean passesContent(Ruleset rules) {
    stream.at(Place.FRONTEND_TCP_REQUEST_CONTENT);
    return passes(rules);
  }

  /** More of the body is there, or will not come: runs the rules on that waited for it. */
  void resume() {
    switch (step) {
      case CONTENT_RULES -> run();
      case FRONTEND_RULES -> runFrontend();
      case BACKEND_RULES -> runBackend(stream.backendNow());
      case BACKEND_REQUEST -> runBackendRequest(stream.backendNow());
      case BALANCE -> stream.forwardTo(stream.backendNow());
    }
  }

  private void runFrontend() {
    Frontend frontend = stream.frontend();
    stream.at(Place.FRONTEND_HTTP_REQUEST);
    if (!passes(frontend.rules().request())
        || !admits(frontend.headerNames())
        || serves(frontend.services())
        || stream.deliverCached()) {
      return;
    }
    stream.at(Place.SWITCHING);
    Backend backend = frontend.choose(stream);
    if (backend == null) {
      stream.times().requestRead = 0;
      stream.termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.CONNECT);
      stream.endWith(503);
      return;
    }
    stream.enter(backend);
    if (!backend.isHttp()) {
      stream.dropBeforeTcpBackend();
      return;
    }
    stream.decidePersistence(backend);
    step = Step.BACKEND_RULES;
    if (backend.buffersRequests()) {
      stream.bodyWait.begin(0, backend.timeouts().httpRequest());
    } else {
      runBackend(backend);
    }
  }

  private void runBackend(Backend backend) {
    if (backend.isSeparateFrom(stream.frontend())) {
      stream.at(Place.BACKEND_TCP_REQUEST_CONTENT);
      if (!passes(backend.rules().content())) {
        return;
      }
    }
    step = Step.BACKEND_REQUEST;
    runBackendRequest(backend);
  }

  private void runBackendRequest(Backend backend) {
    if (backend.isSeparateFrom(stream.frontend())) {
      stream.at(Place.BACKEND_HTTP_REQUEST);
      if (!passes(backend.rules().request())
          || !admits(backend.headerNames())
          || serves(backend.services())
          || stream.deliverCached()) {
        return;
      }
    }
    stream.at(Place.SERVER_SELECTION);
    stream.prefer(backend.wantedServer(stream, stream.isPersistenceForced()));
    readCookies(backend);
    stream.matchSticky(backend);
    UniqueId uniqueId = stream.frontend().uniqueId();
    if (uniqueId != null) {
      uniqueId.addTo(request, stream);
    }
    stream.compression.requestReady(request, backend);
    backend.forwarding().apply(request, stream, stream.frontend().forwarding(), replyBytes);
    if (request.isModified()) {
      BodyHeaders.settle(request, request.bodyFraming(), request.contentLength());
    }
    step = Step.BALANCE;
    if (backend.balancesOnBody(request)) {
      stream.bodyWait.begin(0, backend.timeouts().httpRequest());
    } else {
      stream.forwardTo(backend);
    }
  }

  /** Applies {@code policy} to the names of headers; false where the request is refused. */
  private boolean admits(HeaderNamePolicy policy) {
    if (policy.admits(request)) {
      return true;
    }
    carryOut(REFUSED);
    return false;
  }

  private void readCookies(@Nullable Backend backend) {
    CookiePersistence cookie = backend == null ? null : backend.cookie();
    CookieCapture capture = stream.frontend().cookieCapture();
    if (cookie != null || capture != null) {
      stream.prefer(
          stream
              .persistence()
              .requestCookies()
              .read(request, cookie, capture, stream.preferredServer(), secondsSince1970()));
    }
  }

  /** The log shows whose client was refused. */
  private void readCookiesForLog() {
    if (!stream.place().isResponse()) {
      readCookies(stream.hasBackend() ? stream.backendNow() : stream.frontend().ownBackend());
    }
  }

  /** Gives the response the cookies that it shall have; false where it has no room for them. */
  private boolean writeCookies(Backend backend) {
    CookieCapture capture = stream.frontend().cookieCapture();
    return (backend.cookie() == null && capture == null)
        || stream
            .persistence()
            .responseCookies()
            .write(
                stream.responseNow(),
                backend.cookie(),
                capture,
                stream.serverNow(),
                stream.isDirect(),
                request.method(),
                secondsSince1970());
  }

  private long secondsSince1970() {
    return stream.loop().clock().wallMicros() / 1_000_000;
  }

  /** Runs {@code rules}; false where they decided what becomes of the request. */
  private boolean passes(Ruleset rules) {
    if (rules.isEmpty()) {
      return true;
    }
    int first = rules == paused ? pausedBefore : 0;
    paused = null;
    stream.waitsAt(null);
    Verdict verdict = rules.run(stream, first);
    if (verdict == Verdict.CONTINUE || verdict == Verdict.ACCEPT) {
      return true;
    }
    if (verdict instanceof Verdict.AwaitBody wait) {
      paused = rules;
      if (stream.place().isResponse()) {
        stream.responseWait().forBody(wait.atLeast(), wait.millis());
      } else {
        stream.bodyWait.begin(wait.atLeast(), wait.millis());
      }
      return false;
    }
    if (verdict instanceof Verdict.AwaitEvent wait) {
      paused = rules;
      await(wait.event());
      return false;
    }
    if (verdict instanceof Verdict.Pause held) {
      paused = rules;
      if (stream.place().isResponse()) {
        stream.responseWait().pause(held.millis());
      } else {
        pause.set(held.millis());
      }
      return false;
    }
    if (stream.place().isResponse()) {
      stream.times().responseRead = 0;
    }
    carryOut(verdict);
    return false;
  }

  private void await(Verdict.Event event) {
    int number = ++waits;
    isWaiting = true;
    event.begin(
        consequence ->
            stream
                .loop()
                .execute(
                    () -> {
                      if (isWaiting && waits == number) {
                        isWaiting = false;
                        consequence.accept(stream);
                        resume();
                      }
                    }));
  }

  private void carryOut(Verdict verdict) {
    switch (verdict) {
      case Verdict.Continue go -> throw new IllegalStateException("nothing to carry out");
      case Verdict.SwitchToHttp change -> throw new IllegalStateException("nothing to carry out");
      case Verdict.Accept accept -> throw new IllegalStateException("nothing to carry out");
      case Verdict.Wait wait -> stream.bodyWait.begin(0, 0);
      case Verdict.AwaitBody wait -> throw new IllegalStateException("nothing to carry out");
      case Verdict.AwaitEvent wait -> throw new IllegalStateException("nothing to carry out");
      case Verdict.Pause held -> throw new IllegalStateException("nothing to carry out");
      case Verdict.Reject reject -> {
        denied(stream.currentPhase());
        stream.times().requestRead = 0;
        stream.dropClient(false);
      }
      case Verdict.SilentDrop drop -> {
        denied(stream.currentPhase());
        stream.times().requestRead = 0;
        stream.dropClient(true);
      }
      case Verdict.RewriteFailed failed -> {
        stream.count(Counter.FAILED_REWRITES);
        stream.count(Counter.INTERNAL_ERRORS);
        stream.termination().set(Termination.Cause.PROXY_DENIED, stream.currentPhase());
        stream.endWith(500);
      }
      case Verdict.Deny deny -> {
        denied(stream.currentPhase());
        trackRefusal();
        readCookiesForLog();
        stream.times().responseRead = 0;
        answer(deny.reply(), deny.status());
      }
      case Verdict.Tarpit held -> {
        tarpitted = held;
        trackRefusal();
        readCookiesForLog();
        stream.countProxies(Counter.REQUESTS_DENIED);
        int millis = stream.frontend().timeouts().tarpit();
        if (millis <= 0) {
          tarpitEnded();
        } else {
          tarpit.set(millis);
        }
      }
      case Verdict.Serve serve -> {
        HttpService service = stream.frontend().service(serve.service());
        if (service == null) {
          throw new IllegalStateException("no service " + serve.service());
        }
        serve(service);
      }
      case Verdict.Respond respond -> {
        countIntercepted();
        stream.termination().set(Termination.Cause.LOCAL, stream.currentPhase());
        answer(respond.reply(), respond.reply().status());
      }
    }
  }

  private void trackRefusal() {
    if (!stream.place().isResponse()) {
      stream.trackError();
    }
  }

  private void denied(Termination.Phase phase) {
    if (stream.place().isResponse()) {
      stream.count(Counter.RESPONSES_DENIED);
    } else if (isContent(stream.place())) {
      stream.countFrontend(Counter.REQUESTS_DENIED);
    } else {
      stream.countProxies(Counter.REQUESTS_DENIED);
    }
    stream.termination().set(Termination.Cause.PROXY_DENIED, phase);
  }

  private static boolean isContent(Place place) {
    return place == Place.FRONTEND_TCP_REQUEST_CONTENT
        || place == Place.BACKEND_TCP_REQUEST_CONTENT;
  }

  /** A request that the frontend answers, rather than the backend that it chose. */
  private void countIntercepted() {
    boolean ofFrontend =
        !stream.hasBackend() || !stream.backendNow().isSeparateFrom(stream.frontend());
    if (ofFrontend && !stream.place().isResponse()) {
      stream.countFrontend(Counter.INTERCEPTED);
    }
  }

  private void tarpitEnded() {
    Verdict.Tarpit held = tarpitted;
    tarpitted = null;
    if (held != null) {
      stream.termination().set(Termination.Cause.PROXY_DENIED, Termination.Phase.TARPIT);
      // As HAProxy logs it: the tarpit counts as waiting in a queue.
      stream.times().requestRead = 0;
      stream.times().assigned = stream.loop().clock().nanos();
      answer(held.reply(), held.status());
    }
  }

  /** A ruleset waits and goes on before rule {@code number}. */
  void pausedBefore(int number) {
    pausedBefore = number;
  }

  /** Whether the stream is held in a tarpit. */
  boolean isTarpitted() {
    return tarpitted != null;
  }

  private void answer(@Nullable Reply reply, int status) {
    if (reply == null) {
      stream.endWith(status);
      return;
    }
    stream.reply(write(reply), reply.status(), reply.closes());
  }

  /** The bytes of {@code reply} as they are now. */
  byte[] write(Reply reply) {
    replyBytes.clear();
    reply.write(stream, replyBytes);
    return replyBytes.toByteArray();
  }

  /** Whether one of {@code services} answers the request. */
  private boolean serves(HttpService[] services) {
    for (HttpService service : services) {
      if (service.accepts(request)) {
        serve(service);
        return true;
      }
    }
    return false;
  }

  private void serve(HttpService service) {
    stream.servedBy(service.name());
    if (!passes(service.rules())) {
      return;
    }
    countIntercepted();
    stream.termination().set(Termination.Cause.LOCAL, Termination.Phase.REQUEST);
    if (service.needsBody(request) && !stream.hasWholeBody()) {
      stream.bodyWait.begin(0, 0);
      return;
    }
    ByteSlice body = stream.requestBody();
    HttpService.Answer answer = service.prepare(stream, body == null ? new ByteSlice() : body);
    // The log shows a server that was reached and answered at once.
    long now = stream.loop().clock().nanos();
    stream.times().assigned = now;
    stream.times().connected = now;
    stream.times().responseRead = now;
    stream.answerLater(answer);
  }

  /**
   * Runs the rules on a response of a cache, which no server and perhaps no backend has to do with;
   * false where they decided what becomes of it, or hold it.
   */
  boolean runCachedResponse() {
    responseStep = ResponseStep.BACKEND;
    return goOnWithResponse();
  }

  /**
   * Runs the rules on a server's response; false where they decided what becomes of it, or hold it.
   */
  boolean runResponse() {
    responseStep = ResponseStep.CONTENT;
    return goOnWithResponse();
  }

  /** What the rules on a response waited for is there, or the time for it is over. */
  void resumeResponse() {
    if (goOnWithResponse()) {
      stream.responsePassed();
    }
  }

  private boolean goOnWithResponse() {
    Frontend frontend = stream.frontend();
    if (responseStep == ResponseStep.CONTENT) {
      stream.at(Place.TCP_RESPONSE_CONTENT);
      if (!passes(stream.backendNow().rules().responseContent())) {
        return false;
      }
      stream.storeSticky();
      responseStep = ResponseStep.BACKEND;
    }
    if (responseStep == ResponseStep.BACKEND) {
      if (stream.hasBackend() && stream.backendNow().isSeparateFrom(frontend)) {
        stream.at(Place.BACKEND_HTTP_RESPONSE);
        if (!passes(stream.backendNow().rules().response())) {
          return false;
        }
      }
      responseStep = ResponseStep.FRONTEND;
    }
    stream.at(Place.FRONTEND_HTTP_RESPONSE);
    if (!passes(frontend.rules().response())) {
      return false;
    }
    if (stream.cacheDelivery.head() == null
        && (isRefusedForCookies(stream.backendNow()) || !writes(stream.backendNow()))) {
      return false;
    }
    return passesAfterAll();
  }

  private boolean writes(Backend backend) {
    if (writeCookies(backend)) {
      return true;
    }
    carryOut(Verdict.REWRITE_FAILED);
    return false;
  }

  /** Refuses a response with a cookie that a cache might keep, where that is wanted. */
  private boolean isRefusedForCookies(Backend backend) {
    if (!backend.checksCache() || !CacheableCookies.isIn(request, stream.responseNow())) {
      return false;
    }
    backend.alert(
        "Blocking cacheable cookie in response from instance "
            + backend.name()
            + ", server "
            + stream.serverNow().name()
            + ".");
    carryOut(COOKIE_REFUSED);
    return true;
  }

  private boolean passesAfterAll() {
    if (hasAfterResponse() && !runAfterResponse()) {
      stream.termination().set(Termination.Cause.PROXY_DENIED, Termination.Phase.HEADERS);
      stream.dropClient(false);
      return false;
    }
    return true;
  }

  /** Whether there are rules on every response, whoever makes it. */
  boolean hasAfterResponse() {
    return !stream.frontend().rules().afterResponse().isEmpty()
        || (stream.hasBackend() && !stream.backendNow().rules().afterResponse().isEmpty());
  }

  /**
   * Runs the rules on every response, those of the backend first; false where one of them failed,
   * and the response must not be sent.
   */
  boolean runAfterResponse() {
    if (stream.hasBackend() && stream.backendNow().isSeparateFrom(stream.frontend())) {
      stream.at(Place.BACKEND_HTTP_RESPONSE);
      if (!passesAfter(stream.backendNow().rules().afterResponse())) {
        return false;
      }
    }
    stream.at(Place.FRONTEND_HTTP_RESPONSE);
    return passesAfter(stream.frontend().rules().afterResponse());
  }

  private boolean passesAfter(Ruleset rules) {
    Verdict verdict = rules.run(stream);
    return verdict == Verdict.CONTINUE || verdict == Verdict.ACCEPT;
  }

  /**
   * Gives the head what depends on the connection that it will be sent on.
   *
   * @param again whether the request was sent to another server before
   */
  void prepareRequest(ServerConnection connection, boolean again) {
    Backend backend = stream.backendNow();
    boolean keep = backend.keepsServerConnections(stream.frontend());
    if (!connection.isHttp2()) {
      request.becomeHttp1();
    }
    if (again || connection.isHttp2()) {
      // What it says about the connection was added before the first attempt, or means nothing.
    } else {
      boolean old = request.minorVersion() == 0;
      boolean lasts = (keep || backend.pretendsKeepAlive()) && !(old && request.chunked());
      ConnectionHeaders.inRequest(old, lasts).addTo(request);
    }
    HeaderName serverNameHeader = backend.serverNameHeader();
    if (serverNameHeader != null) {
      request.set(
          serverNameHeader, connection.server().name().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** The session ended. */
  void end() {
    isWaiting = false;
    tarpitted = null;
    tarpit.end();
    pause.end();
  }

  /** The stream ended before the tarpit, or what it waits for, did. */
  void stop() {
    isWaiting = false;
    tarpitted = null;
    tarpit.clear();
    pause.clear();
  }
}
