package io.spillway.ops;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.net.tls.CertificateStore;
import io.spillway.proxy.cache.HttpCache;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.definition.StatsSocketDefinition;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.persistence.CookiePolicy;
import io.spillway.proxy.resolve.Resolvers;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.HealthPolicy;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerPolicy;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.BackendUptime;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.Gauge;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.ProcessRates;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.SampledRate;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.StickTables;
import io.spillway.rules.PatternLists;
import io.spillway.rules.RuleContext;
import io.spillway.rules.StandardRules;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The proxies of {@link #CONFIGURATION}, as haproxy has them when its checks have run. */
public final class SampleProcess implements ProcessStatus {
  /** What haproxy is given to have the same; {@code %1$s} is a directory, {@code %2$d} a port. */
  public static final String CONFIGURATION =
      """
      global
        stats socket %1$s/haproxy.sock level admin
      defaults
        mode http
        timeout client 5s
        timeout server 5s
        timeout connect 5s
      frontend f
        bind unix@%1$s/f name main
        option socket-stats
        description the front <door>
        default_backend b
      backend b
        cookie SRV insert dynamic
        dynamic-cookie-key secret
        server s1 127.0.0.1:%2$d check weight 3 maxconn 7 maxqueue 9
        server s2 127.0.0.1:1 check backup
        server s3 127.0.0.1:1 disabled cookie own
        server s4 127.0.0.1:1
      listen l
        mode tcp
        bind unix@%1$s/l
        server x 127.0.0.1:1
      """;

  /** The backends that were asked to give traffic back, in order. */
  public static final List<String> FAILBACKS = new CopyOnWriteArrayList<>();

  private static final CookiePolicy COOKIE =
      new CookiePolicy("SRV", CookiePolicy.Mode.INSERT, false, false, false, false, true, 0, 0, "");

  private final Gauge connections = new Gauge();
  private final Statistics statistics = new Statistics(1);
  private final List<ProxyStatus> proxies;
  private final StickTables tables = new StickTables();
  private final CertificateStore certificates;
  private final RuleContext rules =
      new RuleContext(
          StandardRules.registry(),
          new RuleContext.Surroundings(() -> 4, Map.of(), "node1", Path.of("/"), 1));
  private final int port;

  /** The proxies, with {@code s1} at {@code port}. */
  public SampleProcess(int port) {
    this(port, new CertificateStore());
  }

  /** The same with the certificates of another configuration. */
  public SampleProcess(int port, CertificateStore certificates) {
    this.port = port;
    this.certificates = certificates;
    Settings socketStatistics =
        new Settings.Builder("frontend")
            .set(Options.SOCKET_STATISTICS, true, SourcePosition.BUILT_IN)
            .set(ProxyKeywords.DESCRIPTION, "the front <door>", SourcePosition.BUILT_IN)
            .build();
    ProxyDefinition f = definition("f", ProxyDefinition.Kind.FRONTEND, socketStatistics);
    ProxyDefinition b = definition("b", ProxyDefinition.Kind.BACKEND, Settings.EMPTY);
    ProxyDefinition l = definition("l", ProxyDefinition.Kind.LISTEN, Settings.EMPTY);
    ServerPolicy checked = ServerPolicy.DEFAULT.withHealth(HealthPolicy.CHECKED);
    Server s1 =
        server(
            "b",
            "s1",
            1,
            port,
            checked.withWeight(3).withLimits(new io.spillway.proxy.server.ServerLimits(0, 7, 9)));
    s1.state().checked(new CheckResult(CheckStatus.LAYER4_OK, 0, "", 0));
    Server s2 = server("b", "s2", 2, 1, checked.asBackup());
    s2.state().checked(new CheckResult(CheckStatus.LAYER4_CONNECTION, 0, "Connection refused", 0));
    Settings ownCookie =
        new Settings.Builder("backend b")
            .set(ServerKeywords.COOKIE, "own", SourcePosition.BUILT_IN)
            .build();
    Server s3 = server("b", "s3", 3, 1, ServerPolicy.DEFAULT.disabled(), ownCookie);
    Server s4 = server("b", "s4", 4, 1, ServerPolicy.DEFAULT);
    proxies =
        List.of(
            new ProxyStatus(f, new SampleFrontend(f, 2, true, List.of(new SampleListener())), null),
            new ProxyStatus(b, null, new SampleBackend(this, b, 3, List.of(s1, s2, s3, s4))),
            new ProxyStatus(
                l,
                new SampleFrontend(l, 4, false, List.of(new SampleListener())),
                new SampleBackend(
                    this, l, 4, List.of(server("l", "x", 1, 1, ServerPolicy.DEFAULT)))));
  }

  private static ProxyDefinition definition(
      String name, ProxyDefinition.Kind kind, Settings settings) {
    return new ProxyDefinition(name, kind, SourcePosition.BUILT_IN, settings, List.of(), List.of());
  }

  private Server server(String backend, String name, int id, int at, ServerPolicy policy) {
    return server(backend, name, id, at, policy, Settings.EMPTY);
  }

  private Server server(
      String backend, String name, int id, int at, ServerPolicy policy, Settings settings) {
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    Endpoint endpoint = new Endpoint.Inet("127.0.0.1", address, at, Endpoint.Family.IPV4);
    return new Server(
        new ServerDefinition(name, id, endpoint, 0, settings, SourcePosition.BUILT_IN),
        backend,
        policy,
        1,
        this::nowMillis);
  }

  /** Where {@code s1} is. */
  public int port() {
    return port;
  }

  @Override
  public String productName() {
    return "HAProxy";
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public String releaseDate() {
    return "2026/11/24";
  }

  @Override
  public String node() {
    return "node1";
  }

  @Override
  public String description() {
    return null;
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public long startedMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public int maxConnections() {
    return 1000;
  }

  @Override
  public void changeMaxConnections(int limit) {
    throw new UnsupportedOperationException("not asked for in these tests");
  }

  @Override
  public int hardMaxConnections() {
    return 1000;
  }

  @Override
  public int maxDescriptors() {
    return 20_000;
  }

  @Override
  public Gauge connections() {
    return connections;
  }

  @Override
  public int maxConnectionRate() {
    return 0;
  }

  @Override
  public int maxSessionRate() {
    return 0;
  }

  @Override
  public long maxConnectionsReached() {
    return 0;
  }

  @Override
  public long bytesOut() {
    return 0;
  }

  @Override
  public long tlsConnections() {
    return 0;
  }

  @Override
  public long totalTlsConnections() {
    return 0;
  }

  @Override
  public ProcessRates rates() {
    SampledRate none = new SampledRate(() -> 0);
    return new ProcessRates(none, none, none, none, none, none);
  }

  @Override
  public long blockedTrafficWarnings() {
    return 0;
  }

  @Override
  public long bootMillis() {
    return 0;
  }

  @Override
  public long totalStreams() {
    return 7;
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  @Override
  public boolean isStopping() {
    return false;
  }

  @Override
  public List<ProxyStatus> proxies() {
    return proxies;
  }

  @Override
  public PatternLists patterns() {
    return PatternLists.of(rules);
  }

  @Override
  public CertificateStore certificates() {
    return certificates;
  }

  /** What the process's rules share. */
  public RuleContext rules() {
    return rules;
  }

  @Override
  public Collection<HttpCache> caches() {
    return List.of();
  }

  @Override
  public List<Resolvers> resolvers() {
    return List.of();
  }

  @Override
  public StickTables tables() {
    return tables;
  }

  @Override
  public RequestTail tail() {
    return new RequestTail();
  }

  @Override
  public List<StatsSocketDefinition> statsSockets() {
    return List.of();
  }

  @Override
  public OptionalInt masterChannel() {
    return OptionalInt.empty();
  }

  @Override
  public String startupMessages() {
    return "";
  }

  @Override
  public long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** A frontend that accepts nothing, but can be asked to stop. */
  private static final class SampleFrontend implements FrontendStatus {
    private final ProxyDefinition definition;
    private final int id;
    private final boolean http;
    private final List<ListenerStatus> listeners;
    private final Statistics statistics = new Statistics(1);
    private State state = State.OPEN;
    private int maximum = 1000;
    private int maximumRate;

    SampleFrontend(
        ProxyDefinition definition, int id, boolean http, List<ListenerStatus> listeners) {
      this.definition = definition;
      this.id = id;
      this.http = http;
      this.listeners = listeners;
    }

    @Override
    public ProxyDefinition definition() {
      return definition;
    }

    @Override
    public int id() {
      return id;
    }

    @Override
    public boolean isHttp() {
      return http;
    }

    @Override
    public Statistics statistics() {
      return statistics;
    }

    @Override
    public int maxConnections() {
      return maximum;
    }

    @Override
    public void changeMaxConnections(int limit) {
      maximum = limit;
    }

    @Override
    public int maxSessionRate() {
      return maximumRate;
    }

    @Override
    public void changeMaxSessionRate(int limit) {
      maximumRate = limit;
    }

    @Override
    public State state() {
      return state;
    }

    @Override
    public void pause() {
      state = State.PAUSED;
    }

    @Override
    public void resume() {
      state = State.OPEN;
    }

    @Override
    public void shutdown() {
      state = State.STOPPED;
    }

    @Override
    public List<ListenerStatus> listeners() {
      return listeners;
    }
  }

  private static final class SampleListener implements ListenerStatus {
    private final Statistics statistics = new Statistics(1);

    @Override
    public String name() {
      return "main";
    }

    @Override
    public int id() {
      return 1;
    }

    @Override
    public String address() {
      return "unix";
    }

    @Override
    public int maxConnections() {
      return 0;
    }

    @Override
    public boolean isAccepting() {
      return true;
    }

    @Override
    public Statistics statistics() {
      return statistics;
    }
  }

  private static final class SampleBackend implements BackendStatus {
    private final ProxyDefinition definition;
    private final int id;
    private final List<Server> servers;
    private final BackendUptime uptime;
    private final @Nullable CookiePersistence cookie;
    private final Statistics statistics = new Statistics(1);

    SampleBackend(SampleProcess process, ProxyDefinition definition, int id, List<Server> servers) {
      this.definition = definition;
      this.id = id;
      this.servers = servers;
      this.uptime = new BackendUptime(servers, process::nowMillis);
      this.cookie =
          definition.name().equals("b")
              ? new CookiePersistence(COOKIE, servers, "secret", false)
              : null;
    }

    @Override
    public ProxyDefinition definition() {
      return definition;
    }

    @Override
    public int id() {
      return id;
    }

    @Override
    public boolean isHttp() {
      return definition.kind() == ProxyDefinition.Kind.BACKEND;
    }

    @Override
    public @Nullable CookiePersistence cookie() {
      return cookie;
    }

    @Override
    public String algorithm() {
      return "roundrobin";
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
      return servers;
    }

    @Override
    public int queued() {
      return 0;
    }

    @Override
    public int maxQueued() {
      return 0;
    }

    @Override
    public int fullConnections() {
      return 100;
    }

    @Override
    public boolean isServing(Server server) {
      return server.usable();
    }

    @Override
    public void failback() {
      FAILBACKS.add(definition.name());
    }

    @Override
    public int shutdownSessions(Server server) {
      return 0;
    }
  }
}
