package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.TlsTally;
import io.spillway.net.tls.CertificateStore;
import io.spillway.process.StartupLog;
import io.spillway.process.WorkerChannel;
import io.spillway.proxy.cache.HttpCache;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.Explanation;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.StatsSocketDefinition;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.peer.PeersRuntime;
import io.spillway.proxy.resolve.Resolvers;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.stats.Gauge;
import io.spillway.proxy.stats.ProcessRates;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.StickTables;
import io.spillway.rules.PatternLists;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What statistics and the runtime API see of this process. Thread-safe. */
final class RunningProcess implements ProcessStatus {
  private final ProgramIdentity identity;
  private final Settings global;
  private final Configuration configuration;
  private final ProxyRuntime runtime;
  private final int descriptorLimit;
  private final StartupLog startup;
  private final Function<SourcePosition, @Nullable String> source;
  private final long startedMillis = System.currentTimeMillis();

  /** Read at once: there may be no files of the system any more after a {@code chroot}. */
  private final Instant began =
      ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

  private volatile long bootMillis;

  RunningProcess(
      ProgramIdentity identity,
      Configuration configuration,
      ProxyRuntime runtime,
      int descriptorLimit,
      StartupLog startup,
      Function<SourcePosition, @Nullable String> source) {
    this.identity = identity;
    this.global = configuration.global().settings();
    this.configuration = configuration;
    this.runtime = runtime;
    this.descriptorLimit = descriptorLimit;
    this.startup = startup;
    this.source = source;
  }

  @Override
  public String productName() {
    return identity.name();
  }

  @Override
  public String version() {
    return identity.version();
  }

  @Override
  public String releaseDate() {
    return identity.releaseDate();
  }

  @Override
  public String node() {
    String node = global.get(GlobalKeywords.NODE);
    if (!node.isEmpty()) {
      return node;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public @Nullable String description() {
    String description = global.get(GlobalKeywords.DESCRIPTION);
    return description.isEmpty() ? null : description;
  }

  @Override
  public int threads() {
    return runtime.threads();
  }

  @Override
  public long startedMillis() {
    return startedMillis;
  }

  @Override
  public int maxConnections() {
    return runtime.process().maxConnections();
  }

  @Override
  public void changeMaxConnections(int limit) {
    runtime.process().changeMaxConnections(limit);
  }

  @Override
  public int hardMaxConnections() {
    return runtime.process().hardMaxConnections();
  }

  @Override
  public int maxDescriptors() {
    return descriptorLimit;
  }

  @Override
  public Gauge connections() {
    return runtime.process().connections();
  }

  @Override
  public int maxConnectionRate() {
    return runtime.process().maxConnectionRate();
  }

  @Override
  public int maxSessionRate() {
    return runtime.process().maxSessionRate();
  }

  @Override
  public long maxConnectionsReached() {
    return runtime.process().maxConnectionsReached();
  }

  @Override
  public long bytesOut() {
    return runtime.bytesOut();
  }

  @Override
  public long tlsConnections() {
    return runtime.tls(TlsTally::current);
  }

  @Override
  public long totalTlsConnections() {
    return runtime.tls(TlsTally::begun);
  }

  @Override
  public ProcessRates rates() {
    return runtime.rates();
  }

  @Override
  public long blockedTrafficWarnings() {
    return runtime.blockedTrafficWarnings();
  }

  @Override
  public long bootMillis() {
    return bootMillis;
  }

  /** Notes that the process carries traffic now. */
  void booted() {
    bootMillis = Duration.between(began, Instant.now()).toMillis();
  }

  @Override
  public long totalStreams() {
    return runtime.process().totalStreams();
  }

  @Override
  public Statistics statistics() {
    return runtime.process().statistics();
  }

  @Override
  public boolean isStopping() {
    return runtime.process().isStopAnnounced();
  }

  @Override
  public List<ProxyStatus> proxies() {
    return configuration.proxies().stream()
        .map(
            definition ->
                new ProxyStatus(
                    definition,
                    runtime.frontends().get(definition.name()),
                    runtime.backends().get(definition.name())))
        .filter(proxy -> proxy.frontend() != null || proxy.backend() != null)
        .toList();
  }

  @Override
  public String configurationText() {
    return Explanation.of(configuration, source).plain();
  }

  @Override
  public PatternLists patterns() {
    return runtime.patterns();
  }

  @Override
  public CertificateStore certificates() {
    return runtime.certificates();
  }

  @Override
  public StickTables tables() {
    return runtime.tables();
  }

  @Override
  public @Nullable PeersRuntime peers() {
    return runtime.peers();
  }

  @Override
  public List<Resolvers> resolvers() {
    return runtime.resolvers();
  }

  @Override
  public Collection<HttpCache> caches() {
    return runtime.caches();
  }

  @Override
  public RequestTail tail() {
    return runtime.tail();
  }

  @Override
  public List<StatsSocketDefinition> statsSockets() {
    return global.get(GlobalKeywords.STATS_SOCKETS);
  }

  @Override
  public OptionalInt masterChannel() {
    return WorkerChannel.ofProcess();
  }

  @Override
  public @Nullable String liveness() throws InterruptedException {
    return Liveness.of(configuration, runtime).trouble();
  }

  @Override
  public String startupMessages() {
    return startup.text();
  }

  @Override
  public long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }
}
