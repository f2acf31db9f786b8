package io.spillway.assembly;

import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.net.HandedOverSockets;
import io.spillway.ops.acme.AcmeService;
import io.spillway.ops.acme.HttpChallenges;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.ops.backup.BackupScheduler;
import io.spillway.ops.facility.FacilityServices;
import io.spillway.ops.mailers.Mailers;
import io.spillway.ops.runtime.OperatorServices;
import io.spillway.ops.watch.ProcessWatches;
import io.spillway.process.Announcer;
import io.spillway.process.Predecessor;
import io.spillway.process.Service;
import io.spillway.process.SocketHandover;
import io.spillway.process.StartException;
import io.spillway.process.SystemCalls;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.restore.ProcessImageReader;
import io.spillway.proxy.runtime.BindException;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.runtime.Surroundings;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.ProxyStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A configuration at work. Confined to the main thread. */
public final class ProxyService implements Service {
  private final Configuration configuration;
  private final Function<SourcePosition, @Nullable String> source;
  private final @Nullable FacilityPlan facilities;
  private final @Nullable BackupPlan backup;
  private final TellingPlan telling;
  private final @Nullable AcmePlan acme;
  private final @Nullable HttpChallenges challenges;
  private final @Nullable DashboardPlan dashboard;
  private final ProgramIdentity identity;
  private final int maxConnections;
  private final int proxyMaxConnections;
  private final boolean sharesPorts;
  private final boolean followsAnother;
  private final Predecessor predecessor;
  private final Announcer announcer;
  private final RuntimeServers runtimeServers = new RuntimeServers();
  private final LogOutputs logOutputs = new LogOutputs();
  private @Nullable RunningProcess process;
  private @Nullable ProxyRuntime runtime;
  private @Nullable FacilityService facilityService;
  private @Nullable BackupScheduler backups;
  private @Nullable Alerting alerting;
  private @Nullable Mailers mailers;
  private @Nullable ProcessWatches processes;
  private @Nullable AcmeService certificates;

  /**
   * A configuration that is not at work yet.
   *
   * @param source the line of a file at a position, as it was written, or null
   * @param maxConnections the most connections that the command line allows, 0 to leave it to the
   *     configuration
   * @param proxyMaxConnections the most connections of a frontend that sets no limit, 0 for as many
   *     as the process takes
   * @param sharesPorts whether another process may listen on the same addresses
   * @param followsAnother whether this process replaces another one
   * @param predecessor the process that this one replaces
   * @param facilities what the configuration says about facilities and DNS, or null
   * @param backup what the configuration says about backups of it, or null
   * @param telling what the configuration says about telling operators
   * @param acme the certificates that are obtained, or null
   * @param announcer hears what an operator shall know
   */
  public ProxyService(
      Configuration configuration,
      Function<SourcePosition, @Nullable String> source,
      @Nullable FacilityPlan facilities,
      @Nullable BackupPlan backup,
      TellingPlan telling,
      @Nullable AcmePlan acme,
      ProgramIdentity identity,
      int maxConnections,
      int proxyMaxConnections,
      boolean sharesPorts,
      boolean followsAnother,
      Predecessor predecessor,
      Announcer announcer) {
    this.configuration = configuration;
    this.source = source;
    this.facilities = facilities;
    this.backup = backup;
    this.telling = telling;
    this.acme = acme;
    this.challenges = acme == null ? null : new HttpChallenges();
    this.dashboard = DashboardPlan.of(configuration);
    this.identity = identity;
    this.maxConnections = maxConnections;
    this.proxyMaxConnections = proxyMaxConnections;
    this.predecessor = predecessor;
    this.sharesPorts = sharesPorts;
    this.followsAnother = followsAnother;
    this.announcer = announcer;
  }

  @Override
  public void start() throws StartException {
    int descriptors = SystemCalls.descriptorLimit();
    try (HandedOverSockets handedOver = predecessor.sockets(announcer)) {
      start(descriptors, handedOver);
    }
  }

  private void start(int descriptors, HandedOverSockets handedOver) throws StartException {
    ProxyRuntime made =
        new ProxyRuntime(
            configuration,
            new Surroundings(
                logOutputs,
                new Notices(announcer),
                (definition, own) ->
                    HttpServices.of(definition, processOf(own, descriptors), challenges, dashboard),
                descriptors,
                maxConnections,
                proxyMaxConnections,
                sharesPorts,
                followsAnother || handedOver.size() > 0,
                handedOver,
                this::goOn));
    runtime = made;
    Alerting alerts = alerting(made, descriptors);
    mailers =
        Mailers.open(
            made.backends().values(),
            telling.mailers(),
            processOf(made, descriptors).node(),
            text -> announcer.tell(Severity.WARNING, text));
    try {
      made.start();
    } catch (BindException e) {
      announcer.tell(Severity.ALERT, String.valueOf(e.getMessage()));
      throw new StartException(
          "[haproxy.main()] Some protocols failed to start their listeners! Exiting.");
    }
    EventLog events = new EventLog(configuration.global().settings(), logOutputs, announcer);
    ProcessWatches watches =
        ProcessWatching.of(
            telling.processes(),
            facilities == null ? null : facilities.configuration(),
            events,
            alerts == null ? null : alerts.bus());
    processes = watches;
    DashboardPlan page = dashboard;
    FacilityEvent.Listener pageEvents =
        page == null || alerts != null
            ? event -> {}
            : page.keepEvents(
                made,
                facilities == null ? null : facilities.configuration(),
                processOf(made, descriptors).node());
    FacilityServices facility = FacilityServices.NONE;
    if (facilities != null) {
      FacilityService service =
          new FacilityService(
              facilities,
              made,
              watches == null ? ProcessStates.NONE : watches,
              journal(events, alerts == null ? pageEvents : alerts.facilityFeed()));
      facilityService = service;
      facility = service.start();
    }
    AlertService tells = alerts == null ? null : alerts.prepare(facility.watching(), watches);
    AcmePlan obtains = acme;
    HttpChallenges answers = challenges;
    if (obtains != null && answers != null) {
      certificates =
          obtains.open(
              configuration,
              facilities,
              facility,
              answers,
              events,
              event -> {
                if (alerts != null) {
                  alerts.bus().publish(event);
                }
              });
    }
    OperatorServices services = new OperatorServices(facility, tells, watches, certificates);
    if (page != null) {
      page.open(
          processOf(made, descriptors), services, events, alerts == null ? null : alerts.bus());
    }
    runtimeServers.open(
        configuration.global().settings(),
        processOf(made, descriptors),
        services,
        new SocketHandover(made::listeningDescriptors));
    if (backup != null) {
      backups = backup.start(events, alerts == null ? event -> {} : alerts.backupFeed());
    }
  }

  /** Takes over what the process before knows. */
  private void goOn() {
    RunningProcess own = process;
    ProxyRuntime made = runtime;
    if (own == null || made == null) {
      return;
    }
    try (InputStream state = predecessor.state()) {
      if (state != null) {
        boolean isKnown =
            new ProcessImageReader(made.process(), own.proxies(), made.tables(), own.nowMillis())
                .read(state);
        if (!isKnown) {
          announcer.tell(
              Severity.NOTICE,
              "The process before tells nothing of its counters, stick tables and servers: they"
                  + " begin anew.");
        }
      }
    } catch (IOException e) {
      announcer.tell(
          Severity.WARNING,
          "Counters, stick tables and servers' states of the process before are not all known: "
              + e.getMessage());
    }
  }

  private @Nullable Alerting alerting(ProxyRuntime made, int descriptors) throws StartException {
    AlertsDefinition definition = telling.alerts();
    if (definition == null) {
      return null;
    }
    Alerting opened =
        new Alerting(
            definition,
            configuration.global().settings(),
            facilities,
            processOf(made, descriptors),
            made,
            announcer);
    alerting = opened;
    return opened;
  }

  private static FacilityEvent.Listener journal(EventLog events, FacilityEvent.Listener feed) {
    FacilityEvent.Listener journal = new FacilityJournal(events);
    return event -> {
      journal.happened(event);
      feed.happened(event);
    };
  }

  private RunningProcess processOf(ProxyRuntime own, int descriptors) {
    RunningProcess known = process;
    if (known == null) {
      known =
          new RunningProcess(
              identity, configuration, own, descriptors, announcer.startup(), source);
      process = known;
    }
    return known;
  }

  @Override
  public void settled() {
    RunningProcess known = process;
    if (known != null) {
      known.booted();
    }
    Alerting alerts = alerting;
    if (alerts != null) {
      alerts.begin();
    }
    ProcessWatches watches = processes;
    if (watches != null) {
      watches.start();
    }
    AcmeService obtained = certificates;
    if (obtained != null) {
      obtained.start();
    }
  }

  @Override
  public void announceStop() {
    ProxyRuntime running = runtime;
    if (running != null) {
      running.process().announceStop();
    }
  }

  @Override
  public CompletableFuture<Void> softStop() {
    ProxyRuntime running = runtime;
    RunningProcess known = process;
    if (running == null || known == null) {
      return CompletableFuture.completedFuture(null);
    }
    stopWatching();
    CompletableFuture<Void> ended = running.softStop();
    known.proxies().forEach(this::tellStopped);
    return ended;
  }

  private void tellStopped(ProxyStatus proxy) {
    announcer.tell(
        Severity.WARNING,
        "Proxy "
            + proxy.name()
            + " stopped (cumulated conns: FE: "
            + (proxy.frontend() == null
                ? 0
                : proxy.frontend().statistics().total(Counter.CONNECTIONS))
            + ", BE: "
            + (proxy.backend() == null ? 0 : proxy.backend().statistics().total(Counter.SESSIONS))
            + ").");
  }

  @Override
  public void stop() {
    runtimeServers.close();
    stopWatching();
    ProxyRuntime running = runtime;
    if (running != null) {
      running.stop();
    }
    logOutputs.close();
  }

  private void stopWatching() {
    AcmeService obtained = certificates;
    if (obtained != null) {
      obtained.close();
    }
    ProcessWatches watches = processes;
    if (watches != null) {
      watches.close();
    }
    FacilityService service = facilityService;
    if (service != null) {
      service.close();
    }
    BackupScheduler scheduler = backups;
    if (scheduler != null) {
      scheduler.close();
    }
    Alerting alerts = alerting;
    if (alerts != null) {
      alerts.close();
    }
    Mailers mail = mailers;
    if (mail != null) {
      mail.close();
    }
    DashboardPlan page = dashboard;
    if (page != null) {
      page.close();
    }
  }

  @Override
  public void answer(int descriptor) {
    ProxyRuntime running = runtime;
    RunningProcess known = process;
    if (running != null && known != null) {
      Thread.ofPlatform()
          .daemon()
          .name("master session")
          .start(() -> PassedOnSession.serve(descriptor, known, running::listeningDescriptors));
    }
  }

  @Override
  public void tellStates() {
    RunningProcess known = process;
    if (known != null) {
      StateReport.tell(known.proxies(), announcer);
    }
  }

  private record Notices(Announcer announcer) implements Surroundings.Notices {
    @Override
    public void notice(String text) {
      announcer.tell(Severity.NOTICE, text);
    }

    @Override
    public void warning(String text) {
      announcer.tell(Severity.WARNING, text);
    }

    @Override
    public void alert(String text) {
      announcer.tell(Severity.ALERT, text);
    }
  }
}
