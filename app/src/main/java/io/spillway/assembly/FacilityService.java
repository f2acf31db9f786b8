package io.spillway.assembly;

import io.spillway.facility.NameAnswers;
import io.spillway.facility.definition.CoordinationDefinition;
import io.spillway.facility.definition.CoordinationDefinition.Protection;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.dns.CookieSecret;
import io.spillway.facility.dns.DnsDefinition;
import io.spillway.facility.dns.DnsServer;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.runtime.FacilityRuntime;
import io.spillway.facility.runtime.FacilitySurroundings;
import io.spillway.facility.runtime.FacilitySurroundings.Reach;
import io.spillway.facility.runtime.Publications;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.net.Endpoint;
import io.spillway.ops.facility.FacilityServices;
import io.spillway.process.StartException;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The facilities of a process at work: what is watched, and what makes names follow the verdict.
 * The DNS server and the providers begin once the others were heard: an instance that comes back
 * tells nobody what it last knew. Thread-safe.
 */
final class FacilityService implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/var/lib/spillway");

  private final FacilityPlan plan;
  private final ProxyRuntime proxies;
  private final FacilityEvent.Listener journal;
  private final ProcessStates processes;
  private @Nullable FacilityRuntime runtime;
  private @Nullable DnsServer nameServer;
  private @Nullable Publications publications;
  private boolean closed;

  FacilityService(
      FacilityPlan plan,
      ProxyRuntime proxies,
      ProcessStates processes,
      FacilityEvent.Listener journal) {
    this.plan = plan;
    this.proxies = proxies;
    this.journal = journal;
    this.processes = processes;
  }

  /**
   * Watches from now on.
   *
   * @throws StartException when it cannot; the message says what is missing
   */
  synchronized FacilityServices start() throws StartException {
    FacilityConfiguration configuration = plan.configuration();
    if (configuration != null) {
      return watch(configuration, plan.self(configuration));
    }
    try {
      DnsServer server = openNameServer(plan.dns(), NameAnswers.NONE, null);
      serve(server, journal);
      return new FacilityServices(null, server);
    } catch (IOException e) {
      throw new StartException("Cannot start the DNS server: " + e.getMessage());
    }
  }

  private FacilityServices watch(FacilityConfiguration configuration, VoterDefinition self)
      throws StartException {
    CoordinationDefinition coordination = configuration.coordination();
    try {
      FacilityRuntime watching =
          new FacilityRuntime(
              configuration,
              self,
              new FacilitySurroundings(
                  file(coordination.stateFile(), self.name() + ".state"),
                  file(coordination.historyFile(), self.name() + ".history"),
                  InstantSource.system(),
                  facility -> reach(configuration.facility(facility)),
                  processes),
              journal);
      DnsDefinition dns = plan.dns().of(self.name(), self.facility() == null);
      DnsServer server =
          dns.serves() ? openNameServer(dns, watching.answers(), sharedSecret(coordination)) : null;
      runtime = watching;
      watching.start();
      watching
          .settled()
          .thenRun(() -> Thread.ofVirtual().start(() -> follow(watching, self, server)));
      return new FacilityServices(watching, server);
    } catch (IOException e) {
      throw new StartException(
          "Cannot watch facilities as "
              + self.name()
              + " ("
              + self.address().getAddress().getHostAddress()
              + ":"
              + self.address().getPort()
              + "): "
              + e.getMessage());
    }
  }

  private static @Nullable CookieSecret sharedSecret(CoordinationDefinition coordination) {
    return coordination.protection() instanceof Protection.Secret secret
        ? CookieSecret.derivedFrom(secret.key())
        : null;
  }

  private DnsServer openNameServer(
      DnsDefinition dns, NameAnswers answers, @Nullable CookieSecret shared) throws IOException {
    DnsServer server =
        DnsServer.open(dns, answers, proxies.loops(), InstantSource.system(), shared);
    nameServer = server;
    return server;
  }

  /** Lets the names follow the answers, which are known now. */
  private synchronized void follow(
      FacilityRuntime watching, VoterDefinition self, @Nullable DnsServer server) {
    if (closed) {
      return;
    }
    if (server != null) {
      serve(server, watching::note);
    }
    try {
      publications = Publications.start(watching, self);
    } catch (IOException e) {
      watching.note(new FacilityEvent.CannotPublish(String.valueOf(e.getMessage())));
    }
  }

  private static void serve(DnsServer server, FacilityEvent.Listener listener) {
    server.serve();
    listener.happened(
        new FacilityEvent.NameServer(
            server.addresses().stream()
                .map(a -> a.getAddress().getHostAddress() + ":" + a.getPort())
                .toList()));
  }

  private static Path file(@Nullable String own, String name) throws IOException {
    if (own != null) {
      return Path.of(own);
    }
    Files.createDirectories(DIRECTORY);
    return DIRECTORY.resolve(name);
  }

  /** Whether any server of {@code facility} is up, as far as checks tell. */
  private Reach reach(@Nullable FacilityDefinition facility) {
    boolean any = false;
    for (var backend : proxies.backends().values()) {
      for (Server server : backend.servers()) {
        InetAddress address =
            server.endpoint() instanceof Endpoint.Inet inet ? inet.address() : null;
        boolean inside =
            facility != null
                && address != null
                && facility.networks().stream().anyMatch(n -> n.contains(address));
        if (inside) {
          if (server.usable()) {
            return Reach.SOME;
          }
          any = true;
        }
      }
    }
    return any ? Reach.NONE : Reach.UNKNOWN;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // Who takes this one's place begins with its last state, so the state comes last.
    Publications publishing = publications;
    if (publishing != null) {
      publishing.close();
    }
    DnsServer server = nameServer;
    if (server != null) {
      server.close();
    }
    FacilityRuntime running = runtime;
    if (running != null) {
      running.close();
    }
  }
}
