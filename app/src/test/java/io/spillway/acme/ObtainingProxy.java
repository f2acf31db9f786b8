package io.spillway.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.assembly.AcmePlan;
import io.spillway.assembly.FacilityPlan;
import io.spillway.assembly.ProgramIdentity;
import io.spillway.assembly.ProxyService;
import io.spillway.assembly.TellingPlan;
import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.config.Section;
import io.spillway.config.Severity;
import io.spillway.facility.dns.DnsDefinition;
import io.spillway.facility.dns.DnsSections;
import io.spillway.net.NameResolver;
import io.spillway.ops.acme.AcmeDefinition;
import io.spillway.ops.acme.AcmeSections;
import io.spillway.process.Announcer;
import io.spillway.process.Predecessor;
import io.spillway.process.StartupLog;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.ConfigurationLoader;
import io.spillway.proxy.definition.FacilityTiers;
import io.spillway.proxy.definition.TlsKeywords;
import io.spillway.proxy.log.LogAliases;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.StandardRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A configuration at work in the test's process, as the program puts it together. */
final class ObtainingProxy implements AutoCloseable {
  private final ProxyService service;
  private final List<String> told;
  private final Path socket;

  private ObtainingProxy(ProxyService service, List<String> told, Path socket) {
    this.service = service;
    this.told = told;
    this.socket = socket;
  }

  /** What is wrong with {@code text}. */
  static List<String> problems(String text) {
    Diagnostics diagnostics = new Diagnostics();
    load(text, diagnostics);
    return diagnostics.all().stream().map(one -> one.message()).toList();
  }

  private record Loaded(
      @Nullable Configuration configuration, Map<String, AcmeDefinition> acme, DnsDefinition dns) {}

  private static Loaded load(String text, Diagnostics diagnostics) {
    Set<String> kinds = new HashSet<>(ConfigurationLoader.SECTION_KINDS);
    kinds.addAll(AcmeSections.KINDS);
    kinds.addAll(DnsSections.KINDS);
    List<Section> sections =
        new ConfigurationReader(
                new DiskFiles(), Environment.ofProcess(), ProgramFacts.ofVersion("3.4.0"), kinds)
            .readText("test.cfg", text, diagnostics);
    RuleRegistry registry = StandardRules.registry();
    LogAliases.ALL.forEach(registry::add);
    DnsDefinition dns = DnsSections.read(sections, new DiskFiles(), diagnostics);
    Configuration configuration =
        new ConfigurationLoader(
                registry,
                new RuleContext.Surroundings(() -> 0, Map.of(), "test", Path.of(""), 2),
                NameResolver.SYSTEM,
                false,
                FacilityTiers.NONE)
            .load(
                sections.stream()
                    .filter(s -> ConfigurationLoader.SECTION_KINDS.contains(s.kind()))
                    .toList(),
                diagnostics);
    if (configuration == null) {
      return new Loaded(null, Map.of(), dns);
    }
    Map<String, AcmeDefinition> acme =
        AcmeSections.read(
            sections,
            TlsKeywords.certificatesBase(configuration.global().settings()),
            new DiskFiles(),
            System::getenv,
            diagnostics);
    if (!diagnostics.failed()) {
      AcmePlan.check(configuration, acme, diagnostics);
    }
    return new Loaded(configuration, acme, dns);
  }

  /** Starts {@code text}, whose stats socket is {@code socket} in {@code directory}. */
  static ObtainingProxy start(Path directory, String text) throws Exception {
    Diagnostics diagnostics = new Diagnostics();
    Loaded loaded = load(text, diagnostics);
    assertThat(diagnostics.failed()).as(diagnostics.all().toString()).isFalse();
    Configuration configuration = Objects.requireNonNull(loaded.configuration());
    List<String> told = new CopyOnWriteArrayList<>();
    ProxyService service =
        new ProxyService(
            configuration,
            position -> null,
            loaded.dns().serves() ? new FacilityPlan(null, loaded.dns(), null, "test") : null,
            null,
            new TellingPlan(null, Map.of(), List.of()),
            AcmePlan.of(configuration, loaded.acme()),
            new ProgramIdentity("Spillway", "test", "2026/01/01"),
            0,
            0,
            true,
            false,
            Predecessor.NONE,
            new Recording(told));
    service.start();
    service.settled();
    return new ObtainingProxy(service, told, directory.resolve("socket"));
  }

  private record Recording(List<String> told) implements Announcer {
    @Override
    public void tell(Severity severity, String message) {
      told.add(severity + " " + message);
    }

    @Override
    public StartupLog startup() {
      return new StartupLog();
    }
  }

  /** What was told to operators so far. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** Waits until something was told that has {@code text} in it, {@code times} times. */
  String awaitTold(String text, int times) {
    while (true) {
      List<String> found = told.stream().filter(one -> one.contains(text)).toList();
      if (found.size() >= times) {
        return found.get(times - 1);
      }
      Thread.onSpinWait();
    }
  }

  /** What the runtime API answers. */
  String command(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(1 << 20);
      while (channel.read(answer) >= 0) {
        // Until the end.
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  /** The chain that is shown for {@code name} at {@code port}. */
  static List<X509Certificate> shown(int port, String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new io.spillway.facility.watch.TrustsAll()}, null);
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return List.of(socket.getSession().getPeerCertificates()).stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
  }

  @Override
  public void close() {
    service.stop();
  }
}
