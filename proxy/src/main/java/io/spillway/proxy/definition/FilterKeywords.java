package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.Word;
import io.spillway.proxy.bandwidth.Direction;
import io.spillway.proxy.cache.CacheRegistry;
import java.util.List;

/**
 * {@code filter}: what works on the bytes of a stream, and in which order (configuration manual,
 * chapter 9).
 */
public final class FilterKeywords {
  /** The filters that a proxy declares, in their order. */
  public static final Setting<List<DeclaredFilter>> FILTERS = Setting.own("filter", List.of());

  private static final String COMPRESSION = "compression";
  private static final String CACHE = "cache";
  private static final String TRACE = "trace";
  private static final String WHY_NO_TRACE = "it shows the calls of HAProxy's own functions";

  private FilterKeywords() {}

  /**
   * A {@code filter} line.
   *
   * @param kind its first word
   * @param name the name of what it uses; empty for none
   */
  public record DeclaredFilter(String kind, String name) {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(Keyword.works("filter", FilterKeywords::read));
  }

  /** Adds the filters to {@code catalog}. */
  static void register(KeywordCatalog catalog) {
    for (String name :
        List.of("bwlim-in", "bwlim-out", CACHE, "comp-req", "comp-res", COMPRESSION)) {
      catalog.add(KeywordClass.FILTER, name, KeywordState.WORKS);
    }
    catalog.add(KeywordClass.FILTER, TRACE, KeywordState.accepted(WHY_NO_TRACE));
  }

  private static void read(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("filter", arguments);
    if (!arguments.hasNext()) {
      throw arguments.error("missing argument for 'filter' in " + section.described() + ".");
    }
    Word kind = arguments.word("a filter");
    DeclaredFilter filter =
        switch (kind.text()) {
          // HAProxy 3.4 has a filter for each direction; one of them declares both here.
          case COMPRESSION, "comp-req", "comp-res" -> new DeclaredFilter(COMPRESSION, "");
          case CACHE -> cache(section, arguments);
          case TRACE -> trace(arguments);
          case "bwlim-in" -> BandwidthLines.read(section, kind, Direction.IN, arguments);
          case "bwlim-out" -> BandwidthLines.read(section, kind, Direction.OUT, arguments);
          default ->
              throw arguments.error(
                  kind, "'filter " + kind + "': this filter is not implemented in Spillway.");
        };
    if (arguments.hasNext()) {
      Word extra = arguments.word("");
      throw arguments.error(extra, "'filter " + kind + "' : unknown keyword '" + extra + "'.");
    }
    section.append(FILTERS, filter, arguments);
  }

  private static DeclaredFilter trace(Arguments arguments) {
    String name = "";
    while (arguments.hasNext()) {
      if (arguments.accept("name")) {
        name = arguments.text("a name");
      } else if (!arguments.accept("random-forwarding")
          && !arguments.accept("hexdump")
          && !arguments.accept("quiet")) {
        break;
      }
    }
    arguments
        .diagnostics()
        .warning(arguments.position(), "'filter trace' has no effect here: " + WHY_NO_TRACE + ".");
    return new DeclaredFilter(TRACE, name);
  }

  private static DeclaredFilter cache(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'filter' : 'cache : expects a <name> argument'");
    }
    String name = arguments.text("a name");
    boolean isKnown =
        section.collected(FILTERS).stream()
            .anyMatch(entry -> new DeclaredFilter(CACHE, name).equals(entry.value()));
    if (isKnown) {
      throw arguments.error(
          "'filter' : '"
              + section.name()
              + ": multiple explicit declarations of the cache filter '"
              + name
              + "''");
    }
    CacheRegistry.of(section.loading().rules())
        .reference(name, section.name(), arguments.position());
    return new DeclaredFilter(CACHE, name);
  }

  /**
   * Tells of filters that are used without being declared where they must be, or in a wrong order.
   */
  static void finish(ProxySection section) {
    Settings settings = section.settings().build();
    List<DeclaredFilter> filters = settings.get(FILTERS);
    boolean hasOthers =
        filters.stream().anyMatch(f -> !f.kind().equals(CACHE) && !f.kind().equals(COMPRESSION));
    Diagnostics diagnostics = section.loading().diagnostics();
    int compression = filters.indexOf(new DeclaredFilter(COMPRESSION, ""));
    for (String cache : CacheRegistry.of(section.loading().rules()).usedBy(section.name())) {
      int declared = filters.indexOf(new DeclaredFilter(CACHE, cache));
      if (declared < 0 && hasOthers) {
        alert(
            section,
            diagnostics,
            "require an explicit filter declaration to use the cache '" + cache + "'.");
      } else if (compression >= 0 && declared > compression) {
        alert(
            section,
            diagnostics,
            "unable to enable the compression filter before the cache '" + cache + "'.");
      }
    }
    if (hasOthers && compression < 0 && CompressionKeywords.isConfigured(settings)) {
      alert(section, diagnostics, "require an explicit filter declaration to use HTTP compression");
    }
  }

  private static void alert(ProxySection section, Diagnostics diagnostics, String message) {
    diagnostics.add(
        Diagnostic.ofConfiguration(
            Severity.ALERT, section.position(), "config: " + section.described() + ": " + message));
  }
}
