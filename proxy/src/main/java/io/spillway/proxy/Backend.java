package io.spillway.proxy;

import io.spillway.http.HeaderCases;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.net.Endpoint;
import io.spillway.net.SocketOptions;
import io.spillway.net.TcpOptions;
import io.spillway.proxy.compression.CompressionPolicy;
import io.spillway.proxy.compression.RequestCompressionPolicy;
import io.spillway.proxy.definition.BalanceKeywords;
import io.spillway.proxy.definition.Impersonation;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.RuleKeywords;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.definition.SourceAddress;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.persistence.PersistenceRule;
import io.spillway.proxy.server.Dispatcher;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.BackendUptime;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.Evaluation;
import io.spillway.rules.SwitchingRule;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A live backend: what its definition says, ready for the data path, its servers, and what is
 * counted for it. Thread-safe; what comes from the definition never changes.
 */
public final class Backend implements BackendStatus {
  private static final int LONGEST_SERVER_NAME = 4096;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ProxyDefinition definition;
  private final int id;
  private final BackendParts parts;
  private final Dispatcher dispatcher;
  private final Statistics statistics;
  private final BackendUptime uptime;
  private final boolean roundRobin;
  private final Map<Server, Impersonation> impersonations = new IdentityHashMap<>();
  private volatile ToIntFunction<Server> sessionEnder = server -> 0;
  private volatile Consumer<String> alerts = text -> {};

  Backend(
      ProxyDefinition definition,
      int id,
      BackendParts parts,
      Dispatcher dispatcher,
      Statistics statistics) {
    this.definition = definition;
    this.id = id;
    this.parts = parts;
    this.dispatcher = dispatcher;
    this.statistics = statistics;
    this.uptime =
        new BackendUptime(dispatcher.servers(), () -> System.nanoTime() / NANOS_PER_MILLI);
    this.roundRobin = parts.roundRobin();
    for (Server server : dispatcher.servers()) {
      SourceAddress own = server.definition().settings().get(ServerKeywords.SOURCE);
      SourceAddress used =
          own.equals(SourceAddress.SYSTEM) ? definition.settings().get(ProxyKeywords.SOURCE) : own;
      if (used.impersonation() != null) {
        impersonations.put(server, used.impersonation());
      }
    }
  }

  /** Whose address connections to {@code server} come from in place of our own; null for nobody. */
  public @Nullable Impersonation impersonation(Server server) {
    return impersonations.isEmpty() ? null : impersonations.get(server);
  }

  /** Has {@code ender} end all streams of a server, and say how many there were. */
  public void onShutdownSessions(ToIntFunction<Server> ender) {
    sessionEnder = ender;
  }

  /** Has {@code log} write what the backend's operators are to be alerted to. */
  public void onAlert(Consumer<String> log) {
    alerts = log;
  }

  /** Alerts the backend's operators. */
  public void alert(String text) {
    alerts.accept(text);
  }

  /** Whether requests lose their trailers. */
  public boolean dropsRequestTrailers() {
    return parts.dropsRequestTrailers();
  }

  /** Whether responses with cookies that a cache might keep are refused. */
  public boolean checksCache() {
    return parts.checksCache();
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

  /** The section's name. */
  public String name() {
    return definition.name();
  }

  @Override
  public boolean isHttp() {
    return parts.http();
  }

  @Override
  public boolean isServing(Server server) {
    return dispatcher.isServing(server);
  }

  @Override
  public void failback() {
    dispatcher.failback();
  }

  /** Gives streams their servers. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Its rules. */
  public BackendRules rules() {
    return parts.rules();
  }

  /** Its timeouts. */
  public BackendTimeouts timeouts() {
    return parts.timeouts();
  }

  /** What it answers with where no server does. */
  public ErrorAnswers errors() {
    return parts.errors();
  }

  /** What answers in place of servers. */
  public HttpService[] services() {
    return parts.services();
  }

  /** How often a connection is tried again ({@code retries}). */
  public int retries() {
    return parts.retries();
  }

  /**
   * At which retries another server is tried ({@code option redispatch}): 0 for none, n for every
   * nth, -n for the nth from the end.
   */
  public int redispatchInterval() {
    return parts.redispatchInterval();
  }

  /** When a request is sent again. */
  public RetryOn retryOn() {
    return parts.retryOn();
  }

  /** Which idle connections a request may use. */
  public ReuseMode reuse() {
    return parts.reuse();
  }

  /** Whether servers are taken in turn, so that any other one is as good on a retry. */
  public boolean isRoundRobin() {
    return roundRobin;
  }

  /** Whether a stream ends when its client closes while it waits ({@code option abortonclose}). */
  public boolean abortsOnClose() {
    return parts.abortsOnClose();
  }

  /** Whether servers are told that their connection lives on even where it does not. */
  public boolean pretendsKeepAlive() {
    return parts.pretendsKeepAlive();
  }

  /** The header that tells a server its name ({@code http-send-name-header}), or null. */
  public @Nullable HeaderName serverNameHeader() {
    return parts.serverNameHeader();
  }

  /** What becomes of connections after a response to {@code frontend}. */
  public ConnectionMode connectionMode(Frontend frontend) {
    return frontend.connectionMode().with(parts.connectionMode());
  }

  /** Whether server connections live on after a response to {@code frontend}. */
  public boolean keepsServerConnections(Frontend frontend) {
    return connectionMode(frontend) == ConnectionMode.KEEP_ALIVE;
  }

  /** What is added to requests about where they come from. */
  public Forwarding forwarding() {
    return parts.forwarding();
  }

  /** Whether this is another proxy than {@code frontend}: a {@code listen} section is both. */
  public boolean isSeparateFrom(Frontend frontend) {
    return frontend.definition() != definition;
  }

  @Override
  public @Nullable CookiePersistence cookie() {
    return parts.cookie();
  }

  /** The rule that says what becomes of persistence for a stream, or null. */
  public @Nullable PersistenceRule persistenceRule(Evaluation evaluation) {
    for (PersistenceRule rule : parts.rules().persistence()) {
      if (rule.applies(evaluation)) {
        return rule;
      }
    }
    return null;
  }

  /**
   * The server that {@code use-server} rules or an RDP cookie want for a stream, or null: the first
   * that is up, or the first at all with {@code option persist}.
   *
   * @param isForced whether a server that is down will do too ({@code force-persist})
   */
  public @Nullable Server wantedServer(Evaluation evaluation, boolean isForced) {
    for (SwitchingRule rule : parts.rules().useServer()) {
      if (rule.applies(evaluation)) {
        Server wanted = serverNamed(rule, evaluation);
        if (wanted == null) {
          return null;
        }
        if (wanted.state().operational() != OperationalState.STOPPED
            || parts.persists()
            || isForced) {
          return wanted;
        }
      }
    }
    return serverOfRdpCookie(evaluation);
  }

  /**
   * The server that a stick table names, or null: where there is one of that name, that one,
   * otherwise the one with that number, if it is up, or at all with {@code option persist}.
   *
   * @param isForced whether a server that is down will do too ({@code force-persist})
   */
  public @Nullable Server storedServer(
      @Nullable String key, boolean isAddress, long serverId, boolean isForced) {
    Server found = null;
    for (Server server : dispatcher.servers()) {
      if (key != null && key.equals(isAddress ? server.address() : server.name())) {
        found = server;
        break;
      }
      if (server.id() == serverId) {
        found = server;
      }
    }
    return found != null
            && (found.state().operational() != OperationalState.STOPPED
                || parts.persists()
                || isForced)
        ? found
        : null;
  }

  private @Nullable Server serverOfRdpCookie(Evaluation evaluation) {
    RdpPersistence persistence = parts.rdpPersistence();
    ByteSlice message = persistence == null ? null : evaluation.requestBytes();
    if (persistence == null || message == null) {
      return null;
    }
    Server wanted = persistence.find(message, dispatcher.servers());
    return wanted != null
            && (wanted.state().operational() != OperationalState.STOPPED || parts.persists())
        ? wanted
        : null;
  }

  private @Nullable Server serverNamed(SwitchingRule rule, Evaluation evaluation) {
    String name = rule.name();
    if (name == null) {
      ByteBuilder text = new ByteBuilder(LONGEST_SERVER_NAME);
      rule.appendName(evaluation, text);
      name = text.toString();
    }
    for (Server server : dispatcher.servers()) {
      if (server.name().equals(name)) {
        return server;
      }
    }
    return null;
  }

  /** Whether the body of {@code request} is needed to choose a server. */
  public boolean balancesOnBody(RequestHead request) {
    return parts.balancesOnBody() && request.method() == Method.POST;
  }

  /** Whether requests wait for their body ({@code option http-buffer-request}). */
  public boolean buffersRequests() {
    return parts.buffersRequests();
  }

  /** What becomes of requests with unusual header names. */
  public HeaderNamePolicy headerNames() {
    return parts.headerNames();
  }

  /** How long {@code tcp-request content} rules may wait for what they look at, milliseconds. */
  public int inspectDelay() {
    return (int) definition.settings().get(RuleKeywords.INSPECT_DELAY).toMillis();
  }

  /** How long {@code tcp-response content} rules may wait for what they look at, milliseconds. */
  public int responseInspectDelay() {
    return (int) definition.settings().get(RuleKeywords.RESPONSE_INSPECT_DELAY).toMillis();
  }

  /** How names of headers are written in requests of HTTP/1. */
  public HeaderCases headerCases() {
    return parts.headerCases();
  }

  /** What a socket to {@code server} is given. */
  public SocketOptions socketOptions(Server server) {
    SourceAddress own = server.definition().settings().get(ServerKeywords.SOURCE);
    int userTimeout = server.definition().settings().get(ServerKeywords.USER_TIMEOUT);
    SocketOptions options = parts.socketOptions();
    TcpOptions tcp = ServerKeywords.tcp(server.definition().settings(), options.tcp());
    if (!tcp.equals(options.tcp())) {
      options = options.with(tcp);
    }
    if (!own.equals(SourceAddress.SYSTEM)) {
      options = options.from(own.address(), own.networkInterface());
    }
    return userTimeout == 0 ? options : options.withUserTimeout(userTimeout);
  }

  /** Whether the port of {@code server} depends on the one that the client connected to. */
  public boolean mapsPort(Server server) {
    return server.endpoint() instanceof Endpoint.Inet inet
        && (inet.port() == 0 || server.definition().portOffset() != 0);
  }

  /**
   * Where to connect to.
   *
   * @param destination where the client connected to, for servers without an address or a port of
   *     their own; null on a unix socket
   */
  public SocketAddress addressOf(Server server, @Nullable Address destination) {
    return switch (server.endpoint()) {
      case Endpoint.Inet inet -> {
        int clientPort = destination == null ? 0 : destination.port();
        int port = mapsPort(server) ? clientPort + server.definition().portOffset() : inet.port();
        if (destination != null && server.isWhereClientsWant()) {
          yield destination.withPort(port).toSocketAddress();
        }
        yield inet.address() == null
            ? InetSocketAddress.createUnresolved(inet.host(), port)
            : new InetSocketAddress(inet.address(), port);
      }
      case Endpoint.Unix unix -> unix.toAddress();
      case Endpoint.Descriptor inherited ->
          throw new IllegalStateException("a server cannot be an inherited descriptor");
    };
  }

  @Override
  public String algorithm() {
    return definition.settings().get(BalanceKeywords.BALANCE).algorithm();
  }

  @Override
  public BackendUptime uptime() {
    return uptime;
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  @Override
  public List<Server> servers() {
    return dispatcher.servers();
  }

  @Override
  public int queued() {
    return dispatcher.waiting();
  }

  @Override
  public int maxQueued() {
    return dispatcher.maximumWaiting();
  }

  @Override
  public int fullConnections() {
    return parts.fullConnections();
  }

  @Override
  public int shutdownSessions(Server server) {
    return sessionEnder.applyAsInt(server);
  }
}
