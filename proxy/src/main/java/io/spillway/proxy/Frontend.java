package io.spillway.proxy;

import io.spillway.http.HeadLimits;
import io.spillway.proxy.compression.CompressionBudget;
import io.spillway.proxy.compression.CompressionPolicy;
import io.spillway.proxy.compression.RequestCompressionPolicy;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.persistence.CookieCapture;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.Captures;
import io.spillway.rules.Evaluation;
import io.spillway.rules.SwitchingRule;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A live frontend: what its definition says, ready for the data path, and what is counted for it.
 * Thread-safe; what comes from the definition never changes.
 */
public final class Frontend implements FrontendStatus {
  private final ProxyDefinition definition;
  private final int id;
  private final boolean http;
  private final FrontendRules rules;
  private final FrontendTimeouts timeouts;
  private final Monitor monitor;
  private final ErrorAnswers errors;
  private final ConnectionMode connectionMode;
  private final boolean ignoresProbes;
  private final Logging logging;
  private final FrontendParts parts;
  private final int bufferSize;
  private final HeadLimits requestLimits;
  private final HeadLimits responseLimits;
  private final Http2Limits http2;
  private final Statistics statistics;
  private final List<ListenerStatus> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong lines = new AtomicLong();
  private final HttpService[] services;
  private final HttpService[] firstServices;
  private final Map<String, HttpService> namedServices;
  private Map<String, Backend> backends = Map.of();
  private @Nullable Backend defaultBackend;
  private volatile int maxConnections;
  private volatile int maxSessionRate;
  private volatile State state = State.OPEN;
  private volatile Runnable stateChanged = () -> {};

  Frontend(ProxyDefinition definition, int id, FrontendParts parts, int loops) {
    this.definition = definition;
    this.id = id;
    this.http = parts.http();
    this.rules = parts.rules();
    this.timeouts = parts.timeouts();
    this.monitor = parts.monitor();
    this.errors = parts.errors();
    this.connectionMode = parts.connectionMode();
    this.ignoresProbes = parts.ignoresProbes();
    this.logging = parts.logging();
    this.parts = parts;
    this.bufferSize = parts.bufferSize();
    this.requestLimits = parts.requestLimits();
    this.responseLimits = parts.responseLimits();
    this.http2 = parts.http2();
    this.services =
        parts.services().stream()
            .filter(service -> service.ruleName().isEmpty() && !service.precedesRules())
            .toArray(HttpService[]::new);
    this.firstServices =
        parts.services().stream().filter(HttpService::precedesRules).toArray(HttpService[]::new);
    this.namedServices =
        parts.services().stream()
            .filter(service -> !service.ruleName().isEmpty())
            .collect(Collectors.toUnmodifiableMap(HttpService::ruleName, Function.identity()));
    this.maxConnections = parts.maxConnections();
    this.maxSessionRate = parts.maxSessionRate();
    this.statistics = new Statistics(loops);
  }

  /** Connects the frontend with the backends that it may choose; once, before it is published. */
  public void link(Map<String, Backend> byName, @Nullable Backend byDefault) {
    backends = byName;
    defaultBackend = byDefault;
  }

  /** The name of the backend that {@code default_backend} names, or empty. */
  public String defaultBackendName() {
    Backend chosen = defaultBackend;
    return chosen == null ? "" : chosen.name();
  }

  /**
   * Has {@code listener} called when {@link #pause}, {@link #resume} or a limit changes what is
   * accepted.
   */
  public void onChange(Runnable listener) {
    stateChanged = listener;
  }

  /** Adds a listening socket. */
  public void addListener(ListenerStatus listener) {
    listeners.add(listener);
  }

  @Override
  public ProxyDefinition definition() {
    return definition;
  }

  @Override
  public int id() {
    return id;
  }

  /** What its responses are compressed with. */
  public CompressionPolicy compression() {
    return parts.compression();
  }

  /** What requests are compressed with. */
  public RequestCompressionPolicy requestCompression() {
    return parts.requestCompression();
  }

  /** What is done for clients that want more than the rules of HTTP and TCP give them. */
  public ClientLeniency leniency() {
    return parts.leniency();
  }

  /** What the compression of all frontends may take. */
  public CompressionBudget compressionBudget() {
    return parts.compressionBudget();
  }

  /** The section's name. */
  public String name() {
    return definition.name();
  }

  /** Whether it speaks HTTP; otherwise it relays TCP. */
  public boolean isHttp() {
    return http;
  }

  /** Its rules. */
  public FrontendRules rules() {
    return rules;
  }

  /** Its timeouts. */
  public FrontendTimeouts timeouts() {
    return timeouts;
  }

  /** What monitors ask. */
  public Monitor monitor() {
    return monitor;
  }

  /** What it answers with where no server does. */
  public ErrorAnswers errors() {
    return errors;
  }

  /** What becomes of connections after a response. */
  public ConnectionMode connectionMode() {
    return connectionMode;
  }

  /** Whether connections without a request are closed without an answer. */
  public boolean ignoresProbes() {
    return ignoresProbes;
  }

  /** Whether requests wait for their body ({@code option http-buffer-request}). */
  public boolean buffersRequests() {
    return parts.buffersRequests();
  }

  /** What becomes of requests with unusual header names. */
  public HeaderNamePolicy headerNames() {
    return parts.headerNames();
  }

  /** Whether a client that begins with the preface of HTTP/2 is spoken to in that. */
  public boolean upgradesToHttp2() {
    return parts.upgradesToHttp2();
  }

  /** How its streams are logged. */
  public Logging logging() {
    return logging;
  }

  /** The id that each request is given, or null. */
  public @Nullable UniqueId uniqueId() {
    return parts.uniqueId();
  }

  /** What is added to requests about where they come from. */
  public Forwarding forwarding() {
    return parts.forwarding();
  }

  /** The request's headers that are kept for the log. */
  public HeaderCaptures requestCaptures() {
    return parts.requestCaptures();
  }

  /** The response's headers that are kept for the log. */
  public HeaderCaptures responseCaptures() {
    return parts.responseCaptures();
  }

  /** The cookie that is kept for the log, or null. */
  public @Nullable CookieCapture cookieCapture() {
    return parts.cookieCapture();
  }

  /** Room for what one stream keeps. */
  public Captures newCaptures() {
    return new Captures(
        parts.requestCaptureLengths(), parts.responseCaptureLengths(), parts.longestLoggedLine());
  }

  /** How much is buffered of what cannot be passed on yet, in bytes. */
  public int bufferSize() {
    return bufferSize;
  }

  /** How requests' heads are read. */
  public HeadLimits requestLimits() {
    return requestLimits;
  }

  /** How responses' heads are read. */
  public HeadLimits responseLimits() {
    return responseLimits;
  }

  /** What is taken of clients that speak HTTP/2. */
  public Http2Limits http2() {
    return http2;
  }

  /** What answers requests before any rule does. */
  public HttpService[] firstServices() {
    return firstServices;
  }

  /** What answers in place of servers. */
  public HttpService[] services() {
    return services;
  }

  /** The service that {@code use-service} calls {@code name}, or null. */
  public @Nullable HttpService service(String name) {
    return namedServices.get(name);
  }

  /** The number of the next log line, from 0. */
  public long nextLineNumber() {
    return lines.getAndIncrement();
  }

  /** The backend for the request or connection, or null where there is none. */
  public @Nullable Backend choose(Evaluation evaluation) {
    for (SwitchingRule rule : rules.switching()) {
      if (rule.applies(evaluation)) {
        String name = rule.name();
        if (name == null) {
          ByteBuilder text = new ByteBuilder(bufferSize);
          rule.appendName(evaluation, text);
          name = text.toString();
        }
        Backend chosen = backends.get(name);
        if (chosen != null) {
          return chosen;
        }
      }
    }
    return defaultBackend;
  }

  /** The backend called {@code name}, or null. */
  public @Nullable Backend backend(String name) {
    return backends.get(name);
  }

  /** The backend that a {@code listen} section is, or null. */
  public @Nullable Backend ownBackend() {
    return backends.get(definition.name());
  }

  /** Whether all connections that it may have are there. */
  public boolean isFull() {
    return statistics.sessions().value() >= maxConnections;
  }

  /** Whether new connections are wanted at all. */
  public boolean accepts() {
    return state == State.OPEN;
  }

  /** Whether it is asked to end. */
  public boolean isStopping() {
    return state == State.STOPPED;
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  @Override
  public int maxConnections() {
    return maxConnections;
  }

  @Override
  public void changeMaxConnections(int limit) {
    maxConnections = limit;
    stateChanged.run();
  }

  @Override
  public int maxSessionRate() {
    return maxSessionRate;
  }

  @Override
  public void changeMaxSessionRate(int limit) {
    maxSessionRate = limit;
    stateChanged.run();
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public void pause() {
    change(State.PAUSED);
  }

  @Override
  public void resume() {
    change(State.OPEN);
  }

  @Override
  public void shutdown() {
    change(State.STOPPED);
  }

  private synchronized void change(State wanted) {
    if (state != State.STOPPED) {
      state = wanted;
      stateChanged.run();
    }
  }

  @Override
  public List<ListenerStatus> listeners() {
    return List.copyOf(listeners);
  }
}
