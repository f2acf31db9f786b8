package io.spillway.proxy.definition;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.config.Section;
import io.spillway.config.Severity;
import io.spillway.config.SourceFiles;
import io.spillway.net.NameResolver;
import io.spillway.proxy.log.LogAliases;
import io.spillway.proxy.stream.BackendFetches;
import io.spillway.proxy.stream.ConnectionFetches;
import io.spillway.proxy.stream.FrontendFetches;
import io.spillway.proxy.stream.ServerFetches;
import io.spillway.proxy.stream.StreamFetches;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.StandardRules;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Loads configurations from texts. */
public final class Configurations {
  /** Knows {@code known.example} and no other name. */
  private static final NameResolver NAMES =
      (name, family) -> name.equals("known.example") ? InetAddress.ofLiteral("192.0.2.7") : null;

  /** What came out of a text. */
  public record Loaded(
      @Nullable Configuration configuration, Diagnostics diagnostics, ConfigurationReader reader) {
    public Configuration valid() {
      if (configuration == null) {
        throw new AssertionError(messages());
      }
      return configuration;
    }

    ProxyDefinition proxy(String name) {
      return valid().proxies().stream()
          .filter(proxy -> proxy.name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    /** The first line of each message, behind its severity and line: {@code ALERT 3 …}. */
    public List<String> messages() {
      return diagnostics.all().stream().map(Loaded::message).toList();
    }

    private static String message(Diagnostic diagnostic) {
      return diagnostic.severity()
          + " "
          + diagnostic.position().line()
          + " "
          + diagnostic.message().lines().findFirst().orElse("");
    }

    /** The worst severity, or null where nothing is to be said. */
    @Nullable Severity worst() {
      return diagnostics.all().stream()
          .map(Diagnostic::severity)
          .filter(severity -> severity.compareTo(Severity.WARNING) >= 0)
          .max(Severity::compareTo)
          .orElse(null);
    }
  }

  private static final class NoFiles implements SourceFiles {
    @Override
    public boolean isDirectory(String name) {
      return false;
    }

    @Override
    public List<String> list(String directory) throws IOException {
      throw new IOException("No such file or directory");
    }

    @Override
    public byte[] read(String name) throws IOException {
      throw new IOException("No such file or directory");
    }
  }

  private Configurations() {}

  static RuleRegistry registry() {
    RuleRegistry registry = StandardRules.registry();
    io.spillway.proxy.table.TableWords.addTo(registry);
    registry.addActions(io.spillway.proxy.resolve.ResolveAction.ALL);
    io.spillway.proxy.cache.CacheWords.addTo(registry);
    registry.addActions(io.spillway.proxy.bandwidth.BandwidthAction.ALL);
    registry.addActions(io.spillway.proxy.stream.EarlyHints.ALL);
    registry.addActions(io.spillway.proxy.log.LogActions.ALL);
    registry.addFetches(io.spillway.proxy.stream.CompressionFetches.ALL);
    LogAliases.ALL.forEach(registry::add);
    registry.addFetches(BackendFetches.ALL);
    registry.addConverters(BackendFetches.CONVERTERS);
    registry.addFetches(ServerFetches.ALL);
    registry.addFetches(FrontendFetches.ALL);
    registry.addFetches(ConnectionFetches.ALL);
    registry.addFetches(StreamFetches.ALL);
    return registry;
  }

  public static Loaded load(String text) {
    return load(text, Path.of("/"));
  }

  static Loaded load(String text, Path directory) {
    Diagnostics diagnostics = new Diagnostics();
    ConfigurationReader reader =
        new ConfigurationReader(
            new NoFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            ConfigurationLoader.SECTION_KINDS);
    List<Section> sections =
        reader.readText(
            "test.cfg",
            new String(Objects.requireNonNull(text).getBytes(ISO_8859_1), ISO_8859_1),
            diagnostics);
    ConfigurationLoader loader =
        new ConfigurationLoader(
            registry(),
            new RuleContext.Surroundings(() -> 0, Map.of(), "test", directory, 1),
            NAMES,
            false,
            FacilityTiers.NONE);
    return new Loaded(loader.load(sections, diagnostics), diagnostics, reader);
  }
}
