package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.proxy.server.TierFailback;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code tier-failback}: when a better tier of servers takes over again. A keyword of Spillway's
 * own, as is {@code tier} on server lines.
 */
public final class TierKeywords {
  /** When a better tier takes over again after its servers came back. */
  public static final Setting<TierFailback> FAILBACK =
      Setting.inherited("tier-failback", TierFailback.IMMEDIATE);

  /**
   * The public name whose order of facilities gives servers their tiers; the empty string for the
   * only one there is. Nothing where servers have the tiers that their lines say.
   */
  static final Setting<Optional<String>> BY_FACILITY =
      Setting.inherited("tiers by-facility", Optional.empty());

  private TierKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("tiers by-facility", TierKeywords::byFacility),
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

  private static void byFacility(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "tiers", arguments)) {
      return;
    }
    String name = arguments.hasNext() ? arguments.text("a public name") : "";
    arguments.end();
    section.set(BY_FACILITY, Optional.of(name), arguments);
  }

  /** Gives the servers that have no tier of their own that of their facility. */
  static void finish(ProxySection section, Loading loading) {
    Optional<String> name = section.settings().get(BY_FACILITY);
    SourcePosition position = section.settings().positionOf(BY_FACILITY);
    if (name.isEmpty() || position == null) {
      return;
    }
    String problem = loading.tiers().problem(name.get());
    if (problem != null) {
      loading.diagnostics().alert(position, "'tiers by-facility': " + problem);
      return;
    }
    for (ServerLine server : section.servers()) {
      if (!server.settings().isSet(ServerKeywords.TIER)
          && server.endpoint() instanceof Endpoint.Inet inet) {
        InetAddress address = inet.address();
        if (address != null) {
          server
              .settings()
              .set(ServerKeywords.TIER, loading.tiers().tier(name.get(), address), position);
        }
      }
    }
  }
}
