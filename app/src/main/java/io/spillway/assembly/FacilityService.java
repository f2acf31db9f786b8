package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.facility.definition.CoordinationDefinition;
import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.runtime.FacilityRuntime;
import io.spillway.facility.runtime.FacilitySurroundings;
import io.spillway.facility.runtime.FacilitySurroundings.Reach;
import io.spillway.net.Endpoint;
import io.spillway.process.Announcer;
import io.spillway.process.StartException;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogIdentity;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.log.LogSink;
import io.spillway.proxy.log.LogTarget;
import io.spillway.proxy.log.LogWriter;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facilities of a process at work: events are told and logged. Confined to the main thread. */
final class FacilityService implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/var/lib/spillway");

  private final FacilityPlan plan;
  private final ProxyRuntime proxies;
  private final Announcer announcer;
  private final LogSink sink;
  private final List<LogTarget> targets;
  private final String tag;
  private @Nullable FacilityRuntime runtime;

  FacilityService(
      FacilityPlan plan,
      Settings global,
      ProxyRuntime proxies,
      LogOutputs outputs,
      Announcer announcer) {
    this.plan = plan;
    this.proxies = proxies;
    this.announcer = announcer;
    this.targets = global.get(GlobalKeywords.LOG).stream().map(LogTarget::new).toList();
    this.tag = global.get(GlobalKeywords.LOG_TAG);
    this.sink =
        new LogSink(
            new LogWriter(
                new LogContext(
                    LogIdentity.ofThisProcess(
                        global
                            .get(GlobalKeywords.LOG_SEND_HOSTNAME)
                            .map(name -> name.isEmpty() ? plan.hostName() : name)
                            .orElse(null)),
                    ZoneId.systemDefault()),
                outputs));
  }

  /**
   * Watches from now on.
   *
   * @throws StartException when it cannot; the message says what is missing
   */
  FacilityRuntime start() throws StartException {
    VoterDefinition self = plan.self();
    CoordinationDefinition coordination = plan.configuration().coordination();
    try {
      FacilityRuntime made =
          new FacilityRuntime(
              plan.configuration(),
              self,
              new FacilitySurroundings(
                  file(coordination.stateFile(), self.name() + ".state"),
                  file(coordination.historyFile(), self.name() + ".history"),
                  InstantSource.system(),
                  this::reach),
              this::happened);
      runtime = made;
      made.start();
      return made;
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

  private static Path file(@Nullable String own, String name) throws IOException {
    if (own != null) {
      return Path.of(own);
    }
    Files.createDirectories(DIRECTORY);
    return DIRECTORY.resolve(name);
  }

  /** Whether any server of {@code facility} is up, as far as checks tell. */
  private Reach reach(String facility) {
    FacilityDefinition definition = plan.configuration().facility(facility);
    boolean any = false;
    for (var backend : proxies.backends().values()) {
      for (Server server : backend.servers()) {
        InetAddress address =
            server.endpoint() instanceof Endpoint.Inet inet ? inet.address() : null;
        boolean inside =
            definition != null
                && address != null
                && definition.networks().stream().anyMatch(n -> n.contains(address));
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

  private void happened(FacilityEvent event) {
    String text = "Facilities: " + event.text() + ".";
    announcer.tell(
        switch (event.severity()) {
          case NOTICE -> Severity.NOTICE;
          case WARNING -> Severity.WARNING;
          case ALERT -> Severity.ALERT;
        },
        text);
    if (!targets.isEmpty()) {
      int undelivered =
          sink.log(
              targets,
              tag,
              switch (event.severity()) {
                case NOTICE -> LogLevel.NOTICE;
                case WARNING -> LogLevel.WARNING;
                case ALERT -> LogLevel.ALERT;
              },
              text);
      if (undelivered > 0) {
        announcer.tell(Severity.WARNING, "a log target did not take: " + text);
      }
    }
  }

  @Override
  public void close() {
    FacilityRuntime running = runtime;
    if (running != null) {
      running.close();
    }
  }
}
