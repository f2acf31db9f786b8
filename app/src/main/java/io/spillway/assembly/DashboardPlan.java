package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.dashboard.Dashboard;
import io.spillway.ops.dashboard.DashboardService;
import io.spillway.ops.dashboard.DashboardSettings;
import io.spillway.ops.dashboard.Journal;
import io.spillway.ops.dashboard.RecentEvents;
import io.spillway.ops.event.EventBus;
import io.spillway.ops.event.FacilityFeed;
import io.spillway.ops.event.ProcessEvent;
import io.spillway.ops.event.ServerFeed;
import io.spillway.ops.runtime.OperatorServices;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.DashboardKeywords;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.RuleKeywords;
import io.spillway.proxy.runtime.ProxyRuntime;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.action.Services;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard of a process, where a rule asks for one. Events are those that alerts keep, or the
 * last of servers and facilities where there are no alerts. Confined to the main thread, but for
 * what it hands out.
 */
final class DashboardPlan implements AutoCloseable {
  private final RecentEvents recent = new RecentEvents();
  private @Nullable Dashboard dashboard;

  private DashboardPlan() {}

  /** The dashboard of a process, or null where no rule asks for one. */
  static @Nullable DashboardPlan of(Configuration configuration) {
    return configuration.proxies().stream().anyMatch(DashboardPlan::isAskedFor)
        ? new DashboardPlan()
        : null;
  }

  private static boolean isAskedFor(ProxyDefinition proxy) {
    return Services.use(
        "dashboard", proxy.settings().get(RuleKeywords.rules(RulesetKind.HTTP_REQUEST)));
  }

  private Dashboard of(ProcessStatus process) {
    Dashboard known = dashboard;
    if (known == null) {
      known = new Dashboard(process);
      dashboard = known;
    }
    return known;
  }

  /** The service of one proxy. */
  HttpService service(ProxyDefinition definition, ProcessStatus process) {
    Settings settings = definition.settings();
    return new DashboardService(
        new DashboardSettings(
            settings.get(DashboardKeywords.USERS).map(DashboardKeywords.Users::get).orElse(null),
            settings.get(DashboardKeywords.OPERATORS),
            settings.get(DashboardKeywords.ADMINISTRATORS),
            settings.get(DashboardKeywords.INSTANCES)),
        of(process));
  }

  /**
   * Keeps the last events itself, as nobody else does.
   *
   * @param instance the name of this instance
   * @return what is to hear of facilities
   */
  FacilityEvent.Listener keepEvents(
      ProxyRuntime proxies, @Nullable FacilityConfiguration facilities, String instance) {
    EventBus bus = recent.bus();
    new ServerFeed(bus, address -> FacilityPlan.facilityOf(facilities, address))
        .listen(proxies.backends().values());
    return new FacilityFeed(bus, instance);
  }

  /** Begins, with all that the process does at work. */
  void open(
      ProcessStatus process, OperatorServices services, EventLog log, @Nullable EventBus alerts) {
    AlertService told = services.alerts();
    String instance = told == null ? process.node() : told.instance();
    EventBus bus = alerts == null ? recent.bus() : alerts;
    of(process)
        .open(
            services,
            new Journal() {
              @Override
              public List<String> last(int count) {
                return told == null ? recent.last(count) : told.history(count);
              }

              @Override
              public void acted(boolean isDone, String text) {
                log.tell(isDone ? Severity.NOTICE : Severity.WARNING, "Dashboard: " + text + ".");
                if (isDone) {
                  bus.publish(ProcessEvent.operated(instance, text));
                }
              }
            });
  }

  @Override
  public void close() {
    Dashboard known = dashboard;
    if (known != null) {
      known.close();
    }
  }
}
