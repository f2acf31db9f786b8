package io.spillway.proxy.runtime;

import io.spillway.config.Settings;
import io.spillway.net.Endpoint;
import io.spillway.net.EventLoops;
import io.spillway.net.Listening;
import io.spillway.net.PacketMarks;
import io.spillway.net.SocketOptions;
import io.spillway.net.TcpOptions;
import io.spillway.net.TlsTally;
import io.spillway.net.Transport;
import io.spillway.net.tls.CertificateStore;
import io.spillway.proxy.Backend;
import io.spillway.proxy.BackendAssembly;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.FrontendAssembly;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.VariableLimits;
import io.spillway.proxy.cache.CacheRegistry;
import io.spillway.proxy.cache.HttpCache;
import io.spillway.proxy.definition.BindDefinition;
import io.spillway.proxy.definition.BindKeywords;
import io.spillway.proxy.definition.BindSocket;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.Limits;
import io.spillway.proxy.definition.LogKeywords;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.StoppingKeywords;
import io.spillway.proxy.definition.Tuning;
import io.spillway.proxy.definition.UnixBind;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogIdentity;
import io.spillway.proxy.log.LogSink;
import io.spillway.proxy.log.LogTarget;
import io.spillway.proxy.log.LogWriter;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.peer.PeersRuntime;
import io.spillway.proxy.resolve.Resolvers;
import io.spillway.proxy.resolve.ResolversRegistry;
import io.spillway.proxy.resolve.ServerResolution;
import io.spillway.proxy.restore.ServerStates;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.ProcessRates;
import io.spillway.proxy.stats.SampledRate;
import io.spillway.proxy.stream.ConnectionOpening;
import io.spillway.proxy.stream.ProxyEngine;
import io.spillway.proxy.table.StickTables;
import io.spillway.rules.PatternLists;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * All proxies of a configuration, running. Started and stopped by one thread; its parts are
 * thread-safe.
 */
public final class ProxyRuntime {
  private static final int FIRST_ID = 2;
  private static final int DEFAULT_BACKLOG = 4096;
  private static final int RESERVED_DESCRIPTORS = 100;
  private static final long DRAIN_POLL_MILLIS = 50;
  private static final long SWEEP_SECONDS = 1;

  private final Configuration configuration;
  private final Surroundings surroundings;
  private final int threads;
  private final int maxConnections;
  private final Map<String, Frontend> frontends = new LinkedHashMap<>();
  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final ProcessState process;
  private final ScheduledExecutorService timer;
  private final HealthWatch health;
  private final ServerResolution resolution;
  private final ProxyEngine engine;
  private final ProcessRates rates;
  private final @Nullable PeersRuntime peers;
  private @Nullable BlockedTraffic blockedTraffic;

  /**
   * Makes everything live that {@code configuration} defines; nothing is bound and nothing runs
   * yet.
   *
   * @param surroundings what the proxies take from outside
   */
  public ProxyRuntime(Configuration configuration, Surroundings surroundings) {
    this.configuration = configuration;
    this.surroundings = surroundings;
    Settings global = configuration.global().settings();
    this.threads = GlobalKeywords.threads(global, Runtime.getRuntime().availableProcessors());
    this.maxConnections = mostConnections(global);
    this.process =
        new ProcessState(
            threads,
            maxConnections,
            global.get(GlobalKeywords.MAX_CONNECTION_RATE),
            global.get(GlobalKeywords.MAX_SESSION_RATE),
            new VariableLimits(
                global.get(Tuning.SESSION_VARIABLES),
                global.get(Tuning.TRANSACTION_VARIABLES),
                global.get(Tuning.MESSAGE_VARIABLES)),
            StoppingKeywords.closingMillis(global),
            tables().statusClasses(),
            configuration.rules().processVariables());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("timer").unstarted(task));
    EventLoops loops = new EventLoops(threads, Transport.best());
    LogIdentity identity =
        LogIdentity.ofThisProcess(
            global
                .get(GlobalKeywords.LOG_SEND_HOSTNAME)
                .map(name -> name.isEmpty() ? LocalNode.name() : name)
                .orElse(null));
    this.engine =
        new ProxyEngine(
            loops, process, surroundings.logOutputs(), identity, surroundings.notices()::alert);
    assemble(global);
    LogSink sink =
        new LogSink(
            new LogWriter(
                new LogContext(identity, ZoneId.systemDefault()), surroundings.logOutputs()));
    backends.values().forEach(backend -> watch(backend, sink, global));
    this.health = new HealthWatch(global, backends, LocalNode.name());
    this.resolution = new ServerResolution(ResolversRegistry.of(configuration.rules()));
    backends.values().forEach(backend -> resolution.add(backend.servers()));
    this.rates =
        new ProcessRates(
            new SampledRate(this::bytesOut),
            new SampledRate(() -> total(Counter.COMPRESSION_IN)),
            new SampledRate(() -> total(Counter.COMPRESSION_OUT)),
            new SampledRate(() -> tls(TlsTally::accepted)),
            new SampledRate(() -> tls(TlsTally::acceptedKeys)),
            new SampledRate(() -> tls(TlsTally::connectedKeys)));
    this.peers = Replicating.of(configuration, surroundings, sink);
  }

  /** The bytes that were sent, to clients and to servers. */
  public long bytesOut() {
    return total(Counter.BYTES_OUT)
        + backends.values().stream()
            .mapToLong(backend -> backend.statistics().total(Counter.BYTES_IN))
            .sum();
  }

  private long total(Counter counter) {
    return frontends.values().stream()
        .mapToLong(frontend -> frontend.statistics().total(counter))
        .sum();
  }

  /** What all loops count of secure connections. */
  public long tls(ToLongFunction<TlsTally> counter) {
    return engine.loops().loops().stream().mapToLong(l -> counter.applyAsLong(l.tls())).sum();
  }

  /** What the process does in a second. */
  public ProcessRates rates() {
    return rates;
  }

  /** How often an operator was told that a loop stands still. */
  public long blockedTrafficWarnings() {
    BlockedTraffic watch = blockedTraffic;
    return watch == null ? 0 : watch.warnings();
  }

  private int mostConnections(Settings global) {
    if (surroundings.maxConnections() > 0) {
      return surroundings.maxConnections();
    }
    int own = global.get(GlobalKeywords.MAX_CONNECTIONS);
    // Each connection of a client goes with one to a server; the rest are listeners, logs and
    // checks.
    return own > 0 ? own : Math.max(1, (surroundings.descriptorLimit() - RESERVED_DESCRIPTORS) / 2);
  }

  private void watch(Backend backend, LogSink sink, Settings global) {
    Settings settings = backend.definition().settings();
    String tag = settings.get(LogKeywords.TAG);
    ServerJournal journal =
        new ServerJournal(
            backend,
            engine,
            sink,
            settings.get(LogKeywords.TARGETS).stream().map(LogTarget::new).toList(),
            tag.isEmpty() ? global.get(GlobalKeywords.LOG_TAG) : tag,
            surroundings.notices());
    backend.servers().forEach(server -> server.state().addListener(journal));
    backend.onAlert(journal::alert);
  }

  private void assemble(Settings global) {
    BackendAssembly backendAssembly =
        new BackendAssembly(
            global,
            threads,
            () -> System.nanoTime() / 1_000_000,
            (millis, action) -> timer.schedule(action, millis, TimeUnit.MILLISECONDS),
            () -> ThreadLocalRandom.current().nextLong());
    FrontendAssembly frontendAssembly = new FrontendAssembly(global, threads);
    int ofProxy = surroundings.proxyMaxConnections();
    int mostOfProxy = ofProxy > 0 ? ofProxy : maxConnections;
    Map<String, Integer> full = FullConnections.of(configuration.proxies(), mostOfProxy);
    int id = FIRST_ID;
    for (ProxyDefinition definition : configuration.proxies()) {
      Settings settings = definition.settings();
      int own = settings.get(ProxyKeywords.ID);
      int proxyId = own > 0 ? own : id++;
      if (settings.get(ProxyKeywords.DISABLED)) {
        continue;
      }
      List<HttpService> services = surroundings.services().of(definition, this);
      if (definition.kind().isFrontend()) {
        frontends.put(
            definition.name(), frontendAssembly.make(definition, proxyId, mostOfProxy, services));
      }
      if (definition.kind().isBackend()) {
        Backend backend =
            backendAssembly.make(
                definition, proxyId, full.getOrDefault(definition.name(), 1), services);
        backend.onShutdownSessions(engine::countEndedSessions);
        backends.put(definition.name(), backend);
      }
    }
    for (Frontend frontend : frontends.values()) {
      String name = frontend.definition().settings().get(ProxyKeywords.DEFAULT_BACKEND);
      frontend.link(backends, backends.get(name.isEmpty() ? frontend.name() : name));
    }
  }

  /**
   * Binds every address, then begins to accept and to check.
   *
   * @throws BindException with the address and the system's reason when one cannot be bound
   */
  public void start() throws BindException {
    for (Frontend frontend : frontends.values()) {
      bind(frontend);
    }
    if (peers != null) {
      Replicating.bind(peers, configuration, surroundings);
    }
    ServerStates.restore(
        configuration.global().settings(), backends.values(), surroundings.notices()::warning);
    surroundings.beforeTraffic().run();
    resolution.start();
    certificates().ocspUpdates().start();
    health.start();
    timer.scheduleWithFixedDelay(
        () -> tables().sweep(System.nanoTime() / 1_000_000),
        SWEEP_SECONDS,
        SWEEP_SECONDS,
        TimeUnit.SECONDS);
    timer.scheduleAtFixedRate(rates::sample, 1, 1, TimeUnit.SECONDS);
    engine.startAccepting();
    if (peers != null) {
      peers.start();
    }
    Duration blocked =
        configuration.global().settings().get(GlobalKeywords.BLOCKED_TRAFFIC_WARNING);
    if (!blocked.isZero()) {
      BlockedTraffic watch =
          new BlockedTraffic(engine.loops(), blocked, surroundings.notices()::warning);
      blockedTraffic = watch;
      watch.start();
    }
  }

  private void bind(Frontend frontend) throws BindException {
    Settings settings = frontend.definition().settings();
    Settings global = configuration.global().settings();
    int backlog = settings.get(Limits.BACKLOG);
    SocketOptions options =
        new SocketOptions(
            new SocketOptions.KeepAlive(
                settings.get(Options.CLIENT_KEEP_ALIVE_PROBES),
                (int) settings.get(ProxyKeywords.CLIENT_PROBE_IDLE).toSeconds(),
                (int) settings.get(ProxyKeywords.CLIENT_PROBE_INTERVAL).toSeconds(),
                settings.get(ProxyKeywords.CLIENT_PROBE_COUNT)),
            new SocketOptions.Buffers(
                global.get(Tuning.CLIENT_SEND_BUFFER), global.get(Tuning.CLIENT_RECEIVE_BUFFER)),
            surroundings.sharesPorts() && !global.get(Tuning.NO_REUSE_PORT),
            settings.get(Options.NO_LINGER),
            0,
            new TcpOptions("", "", global.get(Tuning.CLIENT_UNSENT)),
            SocketOptions.LocalAddress.SYSTEM,
            PacketMarks.NONE);
    ListenerIds ids = new ListenerIds(frontend.definition().binds());
    for (BindDefinition bind : frontend.definition().binds()) {
      Settings words = bind.settings();
      for (Endpoint endpoint : bind.endpoints()) {
        int id = ids.next(words.get(BindKeywords.ID));
        String own = words.get(BindKeywords.NAME);
        // As in HAProxy, a listener that has a row of its own has a name to tell it by.
        String name = own.isEmpty() && settings.get(Options.SOCKET_STATISTICS) ? "sock-" + id : own;
        int ownBacklog = words.get(BindKeywords.BACKLOG);
        try {
          engine.open(
              frontend,
              endpoint,
              name,
              id,
              words.get(BindKeywords.MAX_CONNECTIONS),
              new ConnectionOpening(
                  words.get(BindKeywords.ACCEPT_PROXY),
                  words.get(BindKeywords.NETSCALER_MAGIC) != 0,
                  words.get(BindKeywords.NETSCALER_MAGIC),
                  bind.tls(),
                  switch (words.get(BindKeywords.PROTOCOL)) {
                    case ANY -> ConnectionOpening.HttpVersion.ANY;
                    case HTTP_1 -> ConnectionOpening.HttpVersion.HTTP_1;
                    case HTTP_2 -> ConnectionOpening.HttpVersion.HTTP_2;
                  }),
              new Listening(
                  ownBacklog > 0 ? ownBacklog : backlog > 0 ? backlog : DEFAULT_BACKLOG,
                  BindSocket.options(words),
                  UnixBind.file(words, global),
                  surroundings.handedOver()),
              options);
        } catch (IOException e) {
          throw new BindException(frontend.name(), bind.position(), endpoint, e);
        }
      }
    }
  }

  /** The frontends by name, in the order of the configuration. */
  public Map<String, Frontend> frontends() {
    return Collections.unmodifiableMap(frontends);
  }

  /**
   * The descriptors of the sockets that listen now, for another process; none where the transport
   * does not tell. Thread-safe.
   */
  public List<Integer> listeningDescriptors() {
    List<Integer> all = new ArrayList<>(engine.listeningDescriptors());
    if (peers != null) {
      all.addAll(peers.listeningDescriptors());
    }
    return all;
  }

  /** The backends by name, in the order of the configuration. */
  public Map<String, Backend> backends() {
    return Collections.unmodifiableMap(backends);
  }

  /** The patterns of ACLs and the maps. */
  public PatternLists patterns() {
    return PatternLists.of(configuration.rules());
  }

  /** The certificates of {@code bind} and {@code server} lines. */
  public CertificateStore certificates() {
    return configuration.certificates();
  }

  /** The stick tables. */
  public StickTables tables() {
    return StickTables.of(configuration.rules());
  }

  /** The {@code resolvers} sections, in the configuration's order. */
  public List<Resolvers> resolvers() {
    return resolution.resolvers();
  }

  /** The {@code cache} sections, in the configuration's order. */
  public Collection<HttpCache> caches() {
    return CacheRegistry.of(configuration.rules()).caches();
  }

  /** What other processes know of the stick tables, or null where no section says anything. */
  public @Nullable PeersRuntime peers() {
    return peers;
  }

  /** What all proxies share. */
  public ProcessState process() {
    return process;
  }

  /** The event loops that carry the traffic. */
  public EventLoops loops() {
    return engine.loops();
  }

  /** The streams that ended last, for who looks at them. */
  public RequestTail tail() {
    return engine.tail();
  }

  /** How many event loops carry the traffic. */
  public int threads() {
    return threads;
  }

  /**
   * Accepts no more and lets what runs come to its end.
   *
   * @return completed when the last connection is gone
   */
  public CompletableFuture<Void> softStop() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    frontends.values().forEach(Frontend::shutdown);
    health.close();
    engine.softStop();
    PeersRuntime told = peers;
    if (told != null) {
      told.leave();
    }
    timer.scheduleWithFixedDelay(
        () -> {
          if (process.connections().value() == 0) {
            if (told == null) {
              ended.complete(null);
            } else {
              var _ = told.farewell().thenRun(() -> ended.complete(null));
            }
          }
        },
        0,
        DRAIN_POLL_MILLIS,
        TimeUnit.MILLISECONDS);
    return ended;
  }

  /** Cuts everything off. */
  public void stop() {
    BlockedTraffic watch = blockedTraffic;
    if (watch != null) {
      watch.close();
    }
    health.close();
    certificates().ocspUpdates().close();
    resolution.close();
    timer.shutdownNow();
    engine.close();
    caches().forEach(HttpCache::clear);
    if (peers != null) {
      peers.stop();
    }
  }
}
