package io.spillway.proxy;

import io.spillway.config.Settings;
import io.spillway.http.HeaderName;
import io.spillway.net.PacketMarks;
import io.spillway.net.SocketOptions;
import io.spillway.net.TcpOptions;
import io.spillway.proxy.balance.Algorithm;
import io.spillway.proxy.balance.HashType;
import io.spillway.proxy.definition.BalanceDefinition;
import io.spillway.proxy.definition.BalanceKeywords;
import io.spillway.proxy.definition.CompressionKeywords;
import io.spillway.proxy.definition.CookieKeywords;
import io.spillway.proxy.definition.ErrorFiles;
import io.spillway.proxy.definition.ForwardingKeywords;
import io.spillway.proxy.definition.HealthKeywords;
import io.spillway.proxy.definition.Leniency;
import io.spillway.proxy.definition.Limits;
import io.spillway.proxy.definition.Mode;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.RetryKeywords;
import io.spillway.proxy.definition.RuleKeywords;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.definition.SourceAddress;
import io.spillway.proxy.definition.StickKeywords;
import io.spillway.proxy.definition.TierKeywords;
import io.spillway.proxy.definition.Timeouts;
import io.spillway.proxy.definition.Tuning;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.server.DispatchPolicy;
import io.spillway.proxy.server.Dispatcher;
import io.spillway.proxy.server.HealthPolicy;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerLimits;
import io.spillway.proxy.server.ServerPolicy;
import io.spillway.proxy.server.Timer;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.RulesetKind;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes live backends, and their servers, of their definitions. */
public final class BackendAssembly {
  private final Settings global;
  private final int loops;
  private final LongSupplier clock;
  private final Timer timer;
  private final RandomGenerator random;

  /**
   * An assembly.
   *
   * @param global the {@code global} section's values
   * @param loops how many event loops there are
   * @param clock milliseconds, monotonic
   * @param timer for slow start and failback
   * @param random for {@code balance random}; thread-safe
   */
  public BackendAssembly(
      Settings global, int loops, LongSupplier clock, Timer timer, RandomGenerator random) {
    this.global = global;
    this.loops = loops;
    this.clock = clock;
    this.timer = timer;
    this.random = random;
  }

  /**
   * The backend of {@code definition}.
   *
   * @param id its number among the proxies
   * @param fullConnections its {@code fullconn} where it sets none
   * @param services what answers in place of servers
   */
  public Backend make(
      ProxyDefinition definition, int id, int fullConnections, List<HttpService> services) {
    Settings settings = definition.settings();
    int own = settings.get(Limits.FULL_CONNECTIONS);
    int full = Math.max(1, own == 0 ? fullConnections : own);
    Statistics statistics = new Statistics(loops);
    List<Server> servers =
        definition.servers().stream()
            .map(server -> new Server(server, definition.name(), policy(server), loops, clock))
            .toList();
    Dispatcher dispatcher =
        new Dispatcher(
            servers,
            new DispatchPolicy(
                settings.get(Options.ALL_BACKUPS),
                settings.get(Options.PERSIST),
                settings.get(RetryKeywords.REDISPATCH) != 0,
                settings.get(Options.PREFER_LAST_SERVER)
                    && !settings.get(BalanceKeywords.BALANCE).isHashing(),
                full,
                settings.get(TierKeywords.FAILBACK)),
            algorithm(definition),
            statistics.sessions(),
            clock,
            timer);
    return new Backend(
        definition, id, parts(settings, full, services, servers), dispatcher, statistics);
  }

  private BackendParts parts(
      Settings settings, int fullConnections, List<HttpService> services, List<Server> servers) {
    String rdpCookie = settings.get(BalanceKeywords.RDP_PERSISTENCE);
    String nameHeader = settings.get(ForwardingKeywords.SERVER_NAME_HEADER);
    return new BackendParts(
        settings.get(Mode.MODE) == Mode.HTTP,
        new BackendRules(
            FrontendAssembly.ruleset(settings, RulesetKind.TCP_REQUEST_CONTENT),
            FrontendAssembly.ruleset(settings, RulesetKind.HTTP_REQUEST),
            settings.get(CookieKeywords.RULES),
            settings.get(RuleKeywords.USE_SERVER),
            settings.get(StickKeywords.REQUEST_RULES),
            settings.get(StickKeywords.RESPONSE_RULES),
            FrontendAssembly.ruleset(settings, RulesetKind.TCP_RESPONSE_CONTENT),
            FrontendAssembly.ruleset(settings, RulesetKind.HTTP_RESPONSE),
            FrontendAssembly.ruleset(settings, RulesetKind.HTTP_AFTER_RESPONSE)),
        new BackendTimeouts(
            FrontendAssembly.millis(settings.get(Timeouts.CONNECT)),
            FrontendAssembly.millis(settings.get(Timeouts.SERVER)),
            FrontendAssembly.millis(settings.get(Timeouts.SERVER_FIN)),
            FrontendAssembly.millis(
                settings.isSet(Timeouts.QUEUE)
                    ? settings.get(Timeouts.QUEUE)
                    : settings.get(Timeouts.CONNECT)),
            FrontendAssembly.millis(settings.get(Timeouts.TUNNEL)),
            FrontendAssembly.millis(settings.get(Timeouts.HTTP_REQUEST)),
            settings.get(Options.INDEPENDENT)),
        new ErrorAnswers(settings.get(ErrorFiles.PAGES), settings.get(ErrorFiles.REPLIES)),
        services.stream()
            .filter(service -> service.ruleName().isEmpty())
            .toArray(HttpService[]::new),
        settings.get(RetryKeywords.RETRIES),
        settings.get(RetryKeywords.REDISPATCH),
        settings.get(RetryKeywords.RETRY_ON),
        settings.get(ProxyKeywords.HTTP_REUSE),
        settings.get(BalanceKeywords.BALANCE) instanceof BalanceDefinition.RoundRobin
            || settings.get(BalanceKeywords.BALANCE) instanceof BalanceDefinition.StaticRoundRobin,
        settings.get(BalanceKeywords.BALANCE) instanceof BalanceDefinition.UrlParameter parameter
            && parameter.checksPost(),
        settings.get(Options.BUFFER_REQUESTS),
        settings.get(ProxyKeywords.HEADER_NAMES),
        settings.get(Options.PERSIST),
        rdpCookie.isEmpty() ? null : new RdpPersistence(rdpCookie),
        cookie(settings, servers),
        CompressionKeywords.responses(settings),
        CompressionKeywords.requests(settings),
        Leniency.casesForServers(settings, global),
        settings.get(Options.ABORT_ON_CLOSE),
        settings.get(Options.PRETEND_KEEP_ALIVE),
        settings.get(Options.DROP_REQUEST_TRAILERS),
        settings.get(Options.CHECK_CACHE),
        nameHeader.isEmpty() ? null : HeaderName.of(nameHeader),
        settings.get(Options.CONNECTION_MODE),
        ForwardingKeywords.forwarding(settings),
        socketOptions(settings),
        fullConnections);
  }

  private static @Nullable CookiePersistence cookie(Settings settings, List<Server> servers) {
    return settings
        .get(CookieKeywords.COOKIE)
        .filter(policy -> settings.get(Mode.MODE) == Mode.HTTP)
        .map(
            policy ->
                new CookiePersistence(
                    policy,
                    servers,
                    settings.get(CookieKeywords.DYNAMIC_KEY),
                    settings.get(Options.PERSIST)))
        .orElse(null);
  }

  private SocketOptions socketOptions(Settings settings) {
    SourceAddress source = settings.get(ProxyKeywords.SOURCE);
    return new SocketOptions(
        new SocketOptions.KeepAlive(
            settings.get(Options.SERVER_KEEP_ALIVE_PROBES),
            (int) settings.get(ProxyKeywords.SERVER_PROBE_IDLE).toSeconds(),
            (int) settings.get(ProxyKeywords.SERVER_PROBE_INTERVAL).toSeconds(),
            settings.get(ProxyKeywords.SERVER_PROBE_COUNT)),
        new SocketOptions.Buffers(
            global.get(Tuning.SERVER_SEND_BUFFER), global.get(Tuning.SERVER_RECEIVE_BUFFER)),
        false,
        settings.get(Options.NO_LINGER),
        0,
        new TcpOptions("", "", global.get(Tuning.SERVER_UNSENT)),
        new SocketOptions.LocalAddress(source.address(), source.networkInterface(), false),
        PacketMarks.NONE);
  }

  private static ServerPolicy policy(ServerDefinition server) {
    Settings settings = server.settings();
    return new ServerPolicy(
        settings.get(ServerKeywords.WEIGHT),
        new ServerLimits(
            settings.get(ServerKeywords.MIN_CONNECTIONS),
            settings.get(ServerKeywords.MAX_CONNECTIONS),
            settings.get(ServerKeywords.MAX_QUEUE)),
        settings.get(ServerKeywords.TIER),
        settings.get(ServerKeywords.BACKUP),
        settings.get(ServerKeywords.SLOW_START).toMillis(),
        settings.get(ServerKeywords.DISABLED),
        new HealthPolicy(
            settings.get(HealthKeywords.CHECK) || !settings.get(HealthKeywords.TRACK).isEmpty(),
            settings.get(HealthKeywords.RISE),
            settings.get(HealthKeywords.FALL),
            settings.get(HealthKeywords.INITIAL_STATE),
            settings.get(HealthKeywords.OBSERVE),
            settings.get(HealthKeywords.ERROR_LIMIT),
            settings.get(HealthKeywords.ON_ERROR),
            settings.get(HealthKeywords.SHUTS_SESSIONS_WHEN_DOWN),
            settings.get(HealthKeywords.SHUTS_BACKUP_SESSIONS_WHEN_UP)));
  }

  private Algorithm algorithm(ProxyDefinition definition) {
    Settings settings = definition.settings();
    HashType type =
        settings
            .get(BalanceKeywords.HASH_TYPE)
            .withBalanceFactor(settings.get(BalanceKeywords.HASH_BALANCE_FACTOR))
            .withAffinity(settings.get(BalanceKeywords.HASH_AFFINITY));
    ToIntFunction<Server> key =
        server -> server.definition().settings().get(ServerKeywords.HASH_KEY).applyAsInt(server);
    return switch (settings.get(BalanceKeywords.BALANCE)) {
      case BalanceDefinition.RoundRobin _ -> Algorithm.roundRobin();
      case BalanceDefinition.StaticRoundRobin _ -> Algorithm.staticRoundRobin();
      case BalanceDefinition.LeastConnections _ -> Algorithm.leastConnections();
      case BalanceDefinition.First _ -> Algorithm.first();
      case BalanceDefinition.Random draws ->
          Algorithm.random(draws.draws(), type, key, random::nextInt);
      case BalanceDefinition.Source _ -> Algorithm.source(type, key);
      case BalanceDefinition.Uri uri ->
          Algorithm.uri(uri.isWhole(), uri.isPathOnly(), uri.length(), uri.depth(), type, key);
      case BalanceDefinition.UrlParameter parameter ->
          Algorithm.urlParameter(parameter.name(), parameter.checksPost(), type, key);
      case BalanceDefinition.Header header ->
          Algorithm.header(header.name(), header.isDomainOnly(), type, key);
      case BalanceDefinition.RdpCookie cookie -> Algorithm.rdpCookie(cookie.name(), type, key);
      case BalanceDefinition.Hash hash -> Algorithm.hash(hash.expression(), type, key);
    };
  }
}
