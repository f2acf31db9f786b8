package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.runtime.FacilityRuntime;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.alert.InstanceTeller;
import io.spillway.ops.alert.Teller;
import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.ops.backup.BackupEvent;
import io.spillway.ops.event.BackupNotice;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.EventBus;
import io.spillway.ops.event.FacilityFeed;
import io.spillway.ops.event.ServerFeed;
import io.spillway.ops.event.Subject;
import io.spillway.ops.watch.OwnProcess;
import io.spillway.ops.watch.ProcessWatches;
import io.spillway.ops.watch.ProxyWatch;
import io.spillway.process.Announcer;
import io.spillway.process.CrashReports;
import io.spillway.process.StartException;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.stats.ProcessStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Alerts of a process: the feeds that publish what happens, and the service that tells it. Confined
 * to the main thread.
 */
final class Alerting implements AutoCloseable {
  private static final int MOST_WAITING_EVENTS = 20_000;

  private final AlertsDefinition definition;
  private final Settings global;
  private final @Nullable FacilityConfiguration facilities;
  private final @Nullable VoterDefinition self;
  private final String instance;
  private final EventBus bus = new EventBus(MOST_WAITING_EVENTS, InstantSource.system());
  private final ServerFeed servers;
  private final FacilityFeed facilityFeed;
  private final OwnProcess ownProcess;
  private final ProxyWatch proxyWatch;
  private final Announcer announcer;
  private @Nullable AlertService service;

  /**
   * Alerts that are not at work yet; events are kept from now on.
   *
   * @throws StartException where it cannot be told which instance this is
   */
  Alerting(
      AlertsDefinition definition,
      Settings global,
      @Nullable FacilityPlan plan,
      ProcessStatus process,
      ProxyRuntime proxies,
      Announcer announcer)
      throws StartException {
    this.definition = definition;
    this.global = global;
    this.announcer = announcer;
    this.facilities = plan == null ? null : plan.configuration();
    this.self = plan == null || facilities == null ? null : plan.self(facilities);
    String named = definition.instance();
    this.instance = named != null ? named : self != null ? self.name() : process.node();
    this.servers = new ServerFeed(bus, this::facilityOf);
    this.facilityFeed = new FacilityFeed(bus, instance);
    this.ownProcess = new OwnProcess(process, instance, InstantSource.system(), bus::publish);
    this.proxyWatch = new ProxyWatch(process, this::facilityOf, bus::publish);
    servers.listen(proxies.backends().values());
  }

  private String facilityOf(InetAddress address) {
    return FacilityPlan.facilityOf(facilities, address);
  }

  /** Where events go. */
  EventBus bus() {
    return bus;
  }

  /** Hears of what becomes of backups. */
  BackupEvent.Listener backupFeed() {
    return event -> bus.publish(BackupNotice.of(event, instance));
  }

  /** Hears of what happens to facilities. */
  FacilityEvent.Listener facilityFeed() {
    return facilityFeed;
  }

  /**
   * Makes the directory of its files, as the user of the process will find it.
   *
   * @param watching the facilities that this process watches, or null
   * @param processes the processes that this one watches, or null
   * @return what {@link #begin} has begin
   * @throws StartException when its files cannot be made
   */
  AlertService prepare(@Nullable FacilityRuntime watching, @Nullable ProcessWatches processes)
      throws StartException {
    Path directory = StateDirectory.ofAlerts(definition, self);
    Path history = StateDirectory.history(definition, directory);
    FacilityConfiguration known = facilities;
    VoterDefinition own = self;
    Teller teller =
        watching == null || known == null || own == null
            ? Teller.ALONE
            : new InstanceTeller(known, own, watching::acquaintance);
    try {
      StateDirectory.prepare(directory, global);
      AlertService made =
          new AlertService(
              definition,
              bus,
              new AlertService.Surroundings(
                  instance,
                  directory,
                  history,
                  teller,
                  (subject, kind) -> ending(processes, subject, kind),
                  (isTrouble, text) ->
                      announcer.tell(
                          isTrouble ? Severity.WARNING : Severity.NOTICE, "Alerts: " + text + "."),
                  AlertService.Surroundings.usualBackoff()));
      service = made;
      return made;
    } catch (IOException e) {
      throw new StartException("Cannot keep alerts in " + directory + ": " + e.getMessage());
    }
  }

  private @Nullable Event ending(@Nullable ProcessWatches processes, Subject subject, String kind) {
    if (!subject.process().isEmpty()) {
      return ProcessWatches.ending(processes, subject, kind);
    }
    Event own = ownProcess.ending(subject, kind);
    Event ofProxies = own == null ? proxyWatch.ending(subject, kind) : own;
    return ofProxies == null ? servers.ending(subject, kind) : ofProxies;
  }

  /** Begins to tell; the user and the root directory are what they stay. */
  void begin() {
    AlertService prepared = service;
    if (prepared != null) {
      prepared.start();
      ownProcess.start(
          StateDirectory.ofAlerts(definition, self), CrashReports.VITALS, CrashReports.REFUSED);
      proxyWatch.start();
    }
  }

  @Override
  public void close() {
    ownProcess.close();
    proxyWatch.close();
    AlertService running = service;
    if (running != null) {
      running.close();
    }
  }
}
