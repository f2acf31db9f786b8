package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.server.TierFailback;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code tier-failback}: when a better tier of servers takes over again. A keyword of Spillway's
 * own, as is {@code tier} on server lines.
 */
public final class TierKeywords {
  /** When a better tier takes over again after its servers came back. */
  public static final Setting<TierFailback> FAILBACK =
      Setting.inherited("tier-failback", TierFailback.IMMEDIATE);

  private TierKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works(
            "tier-failback",
            (section, arguments) -> {
              if (section.lacks(Capability.BACKEND, "tier-failback", arguments)) {
                return;
              }
              Word word = arguments.word("'immediate', 'after' <time> or 'manual'");
              TierFailback failback =
                  switch (word.text()) {
                    case "immediate" -> TierFailback.IMMEDIATE;
                    case "manual" -> TierFailback.MANUAL;
                    case "after" ->
                        TierFailback.after(arguments.time(TimeUnit.MILLISECONDS).toMillis());
                    default ->
                        throw arguments.error(
                            word,
                            "'tier-failback' only supports 'immediate', 'after' <time> and"
                                + " 'manual' (got '"
                                + word
                                + "').");
                  };
              arguments.end();
              section.set(FAILBACK, failback, arguments);
            }));
  }
}
