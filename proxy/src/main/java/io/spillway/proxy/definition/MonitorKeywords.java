package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.rules.Condition;
import java.util.List;

/** {@code monitor-uri} and {@code monitor fail} (configuration manual, chapter 4.2). */
public final class MonitorKeywords {
  /** The request target that is answered by the proxy itself; empty for none. */
  public static final Setting<String> URI = Setting.inherited("monitor-uri", "");

  /** When the answer is that the proxy does not work: where one of the conditions holds. */
  public static final Setting<List<Condition>> FAILURES = Setting.own("monitor fail", List.of());

  private MonitorKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works(
            "monitor-uri",
            (section, arguments) -> {
              if (section.lacks(Capability.FRONTEND, "monitor-uri", arguments)) {
                return;
              }
              if (!arguments.hasNext()) {
                throw arguments.error("'monitor-uri' expects an URI.");
              }
              String uri = arguments.text("an URI");
              arguments.end();
              section.set(URI, uri, arguments);
            }),
        Keyword.works(
            "monitor fail",
            (section, arguments) -> {
              section.refuseInDefaults("monitor fail", arguments);
              if (section.lacks(Capability.FRONTEND, "monitor", arguments)) {
                return;
              }
              Condition condition = StatsKeywords.condition("monitor fail", section, arguments);
              section.append(FAILURES, condition, arguments);
              section.enter(RuleStage.MONITOR, arguments);
            }));
  }
}
