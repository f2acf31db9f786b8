package io.spillway.proxy.runtime;

import io.spillway.config.Settings;
import io.spillway.net.Endpoint;
import io.spillway.proxy.Backend;
import io.spillway.proxy.check.AgentCheck;
import io.spillway.proxy.check.Check;
import io.spillway.proxy.check.CheckScheduler;
import io.spillway.proxy.check.CheckTiming;
import io.spillway.proxy.check.ExternalProgram;
import io.spillway.proxy.check.Probe;
import io.spillway.proxy.definition.AgentKeywords;
import io.spillway.proxy.definition.BindDefinition;
import io.spillway.proxy.definition.CheckKeywords;
import io.spillway.proxy.definition.ExternalCheckKeywords;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.HealthKeywords;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.definition.SourceAddress;
import io.spillway.proxy.definition.Timeouts;
import io.spillway.proxy.server.AgentTarget;
import io.spillway.proxy.server.Server;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Checks all servers that are to be checked, and ties those that track others to them. Used by one
 * thread.
 */
final class HealthWatch implements AutoCloseable {
  private static final int CONCURRENT_CHECKS = 1000;

  private final CheckScheduler scheduler;
  private final Collection<Backend> backends;
  private final Settings global;
  private final String node;

  HealthWatch(Settings global, Map<String, Backend> backends, String node) {
    this.global = global;
    this.backends = backends.values();
    this.node = node;
    this.scheduler =
        new CheckScheduler(
            new CheckScheduler.Spread(
                global.get(GlobalKeywords.SPREAD_CHECKS),
                global.get(GlobalKeywords.MAX_SPREAD_CHECKS).toMillis(),
                CONCURRENT_CHECKS),
            () -> System.nanoTime() / 1_000_000,
            () -> ThreadLocalRandom.current().nextDouble());
    for (Backend backend : this.backends) {
      for (Server server : backend.servers()) {
        String tracked = server.definition().settings().get(HealthKeywords.TRACK);
        if (!tracked.isEmpty()) {
          server.state().track(find(tracked, backend, backends).state());
        }
        AgentTarget agent = agent(server.definition().settings());
        if (agent != null) {
          server.state().agent().configure(agent);
        }
      }
    }
  }

  private static Server find(String path, Backend own, Map<String, Backend> backends) {
    int slash = path.indexOf('/');
    Backend backend = slash < 0 ? own : backends.get(path.substring(0, slash));
    String name = path.substring(slash + 1);
    if (backend != null) {
      for (Server server : backend.servers()) {
        if (server.name().equals(name)) {
          return server;
        }
      }
    }
    throw new IllegalStateException("no server " + path + " to track");
  }

  /** Begins to check. */
  void start() {
    List<Probe> checks = new ArrayList<>();
    for (Backend backend : backends) {
      for (Server server : backend.servers()) {
        Settings settings = server.definition().settings();
        if (settings.get(HealthKeywords.CHECK) && settings.get(HealthKeywords.TRACK).isEmpty()) {
          checks.add(check(server, backend));
        }
        if (server.state().agent().isConfigured()) {
          checks.add(agent(server, backend));
        }
      }
    }
    if (!checks.isEmpty()) {
      scheduler.start(checks);
    }
  }

  /** The server's agent, or null where it has none. */
  private static @Nullable AgentTarget agent(Settings settings) {
    if (!settings.get(AgentKeywords.CHECK)) {
      return null;
    }
    Endpoint address =
        settings
            .get(AgentKeywords.ADDRESS)
            .or(() -> settings.get(HealthKeywords.CHECK_ADDRESS))
            .orElse(null);
    return new AgentTarget(
        address, settings.get(AgentKeywords.PORT), settings.get(AgentKeywords.QUESTION));
  }

  private static AgentCheck agent(Server server, Backend backend) {
    long interval = server.definition().settings().get(AgentKeywords.INTERVAL).toMillis();
    Settings proxy = backend.definition().settings();
    CheckTiming timing =
        new CheckTiming(
            interval,
            0,
            0,
            proxy.get(Timeouts.CONNECT).toMillis(),
            proxy.get(Timeouts.CHECK).toMillis());
    return new AgentCheck(server, timing, source(server, backend));
  }

  private static @Nullable InetSocketAddress source(Server server, Backend backend) {
    SourceAddress own = server.definition().settings().get(ServerKeywords.SOURCE);
    return own.equals(SourceAddress.SYSTEM)
        ? backend.definition().settings().get(ProxyKeywords.SOURCE).address()
        : own.address();
  }

  private static ExternalProgram.Proxy described(Backend backend) {
    List<BindDefinition> binds = backend.definition().binds();
    return new ExternalProgram.Proxy(
        backend.id(),
        backend.name(),
        binds.isEmpty() ? null : binds.getFirst().endpoints().getFirst(),
        backend.isHttp());
  }

  private Check check(Server server, Backend backend) {
    Settings settings = server.definition().settings();
    Settings proxy = backend.definition().settings();
    @Nullable Endpoint address = settings.get(HealthKeywords.CHECK_ADDRESS).orElse(null);
    return new Check(
        server,
        backend.servers(),
        proxy
            .get(CheckKeywords.SCRIPT)
            .of(described(backend), global.get(ExternalCheckKeywords.MAY_START_PROGRAMS)),
        new CheckTiming(
            settings.get(HealthKeywords.INTERVAL).toMillis(),
            settings.get(HealthKeywords.FAST_INTERVAL).toMillis(),
            settings.get(HealthKeywords.DOWN_INTERVAL).toMillis(),
            proxy.get(Timeouts.CONNECT).toMillis(),
            proxy.get(Timeouts.CHECK).toMillis()),
        address,
        settings.get(HealthKeywords.CHECK_PORT),
        source(server, backend),
        node);
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
