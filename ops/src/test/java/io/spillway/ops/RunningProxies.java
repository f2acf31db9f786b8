package io.spillway.ops;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.config.Section;
import io.spillway.net.HandedOverSockets;
import io.spillway.net.NameResolver;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.ConfigurationLoader;
import io.spillway.proxy.definition.FacilityTiers;
import io.spillway.proxy.log.LogAliases;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.runtime.Surroundings;
import io.spillway.proxy.server.Server;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.StandardRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A configuration at work in the test's own process. */
public final class RunningProxies implements AutoCloseable {
  private final LogOutputs outputs = new LogOutputs();
  private final ProxyRuntime runtime;

  private RunningProxies(ProxyRuntime runtime) {
    this.runtime = runtime;
  }

  /** The configuration of {@code text}, made but not started. */
  public static RunningProxies of(String text) {
    Diagnostics diagnostics = new Diagnostics();
    List<Section> sections = sections(text, diagnostics);
    RuleRegistry registry = StandardRules.registry();
    LogAliases.ALL.forEach(registry::add);
    Configuration configuration =
        new ConfigurationLoader(
                registry,
                new RuleContext.Surroundings(() -> 0, Map.of(), "test", Path.of("/"), 1),
                NameResolver.SYSTEM,
                false,
                FacilityTiers.NONE)
            .load(
                sections.stream()
                    .filter(s -> ConfigurationLoader.SECTION_KINDS.contains(s.kind()))
                    .toList(),
                diagnostics);
    LogOutputs outputs = new LogOutputs();
    return new RunningProxies(
        new ProxyRuntime(
            Objects.requireNonNull(configuration, () -> diagnostics.all().toString()),
            new Surroundings(
                outputs,
                new Silent(),
                (d, r) -> List.of(),
                2000,
                0,
                0,
                false,
                false,
                HandedOverSockets.none(),
                () -> {})));
  }

  private static List<Section> sections(String text, Diagnostics diagnostics) {
    return new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            ConfigurationLoader.SECTION_KINDS)
        .readText("test.cfg", text, diagnostics);
  }

  /** The proxies. */
  public ProxyRuntime runtime() {
    return runtime;
  }

  /** A server. */
  public Server server(String backend, String name) {
    return Objects.requireNonNull(runtime.backends().get(backend)).servers().stream()
        .filter(s -> s.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Override
  public void close() {
    runtime.stop();
    outputs.close();
  }

  private static final class Silent implements Surroundings.Notices {
    @Override
    public void notice(String text) {}

    @Override
    public void warning(String text) {}

    @Override
    public void alert(String text) {}
  }
}
