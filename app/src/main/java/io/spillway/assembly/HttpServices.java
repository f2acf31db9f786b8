package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.ops.metrics.PrometheusExporter;
import io.spillway.ops.stats.StatsService;
import io.spillway.ops.stats.StatsSettings;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.StatsKeywords;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.rules.Ruleset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What answers the requests of proxies in place of servers. */
final class HttpServices {
  private HttpServices() {}

  /** The services of one proxy: what rules may use, and its page where it has one. */
  static List<HttpService> of(
      ProxyDefinition definition,
      ProcessStatus process,
      @Nullable HttpService challenges,
      @Nullable DashboardPlan dashboard) {
    Settings settings = definition.settings();
    List<HttpService> services = new ArrayList<>();
    if (challenges != null) {
      services.add(challenges);
    }
    services.add(new PrometheusExporter(process));
    if (dashboard != null) {
      services.add(dashboard.service(definition, process));
    }
    if (settings.get(StatsKeywords.ENABLED)) {
      services.add(statistics(definition, process));
    }
    return services;
  }

  private static HttpService statistics(ProxyDefinition definition, ProcessStatus process) {
    Settings settings = definition.settings();
    return new StatsService(
        new StatsSettings(
            settings.get(StatsKeywords.URI),
            settings.get(StatsKeywords.CREDENTIALS),
            settings.get(StatsKeywords.REALM),
            new Ruleset(settings.get(StatsKeywords.RULES)),
            settings.get(StatsKeywords.ADMIN),
            (int) settings.get(StatsKeywords.REFRESH).toSeconds(),
            settings.get(StatsKeywords.HIDES_VERSION),
            settings.get(StatsKeywords.SCOPES),
            shown(settings.get(StatsKeywords.DESCRIPTION), process.description()),
            settings.get(StatsKeywords.SHOWS_LEGENDS),
            shown(settings.get(StatsKeywords.NODE), process.node()),
            definition.name()),
        process);
  }

  /** What is shown: nothing, the page's own text, or the process's where its own is empty. */
  private static @Nullable String shown(Optional<String> own, @Nullable String ofProcess) {
    return own.map(text -> text.isEmpty() ? ofProcess : text).orElse(null);
  }
}
