package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.proxy.bandwidth.BandwidthFilter;
import io.spillway.proxy.bandwidth.BandwidthFilters;
import io.spillway.proxy.bandwidth.Direction;
import io.spillway.proxy.table.StickTables;
import io.spillway.proxy.table.TableReference;
import io.spillway.rules.Expression;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads {@code filter bwlim-in} and {@code bwlim-out} (configuration manual, chapter 9.7). */
final class BandwidthLines {
  private BandwidthLines() {}

  static FilterKeywords.DeclaredFilter read(
      ProxySection section, Word kind, Direction direction, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'filter " + kind + "' expects a name.");
    }
    String name = arguments.text("a name");
    long limit = 0;
    long defaultLimit = 0;
    long period = 0;
    long smallest = 0;
    Expression key = null;
    String table = "";
    while (arguments.hasNext()) {
      if (arguments.accept("limit")) {
        limit = size("limit", arguments);
      } else if (arguments.accept("default-limit")) {
        defaultLimit = size("default-limit", arguments);
      } else if (arguments.accept("default-period")) {
        period = arguments.time(TimeUnit.MILLISECONDS).toMillis();
      } else if (arguments.accept("min-size")) {
        smallest = arguments.size();
      } else if (arguments.accept("key")) {
        key = new RuleParser(section.rules(), places(section)).expression(arguments);
      } else if (arguments.accept("table")) {
        table = arguments.text("a table's name");
      } else {
        break;
      }
    }
    boolean isShared = key != null || limit > 0;
    if (isShared && (key == null || limit == 0 || defaultLimit > 0 || period > 0)) {
      throw arguments.error(
          "'filter "
              + kind
              + " "
              + name
              + "': a limit that streams share needs 'limit' and 'key', and takes neither"
              + " 'default-limit' nor 'default-period'.");
    }
    if (!isShared && (defaultLimit == 0 || period == 0 || !table.isEmpty())) {
      throw arguments.error(
          "'filter "
              + kind
              + " "
              + name
              + "': a limit for each stream needs 'default-limit' and 'default-period' (or 'limit'"
              + " and 'key' for one that streams share).");
    }
    BandwidthFilter filter =
        new BandwidthFilter(
            name,
            direction,
            isShared ? limit : defaultLimit,
            (int) Math.min(period, Integer.MAX_VALUE),
            (int) Math.min(smallest, Integer.MAX_VALUE),
            key,
            key == null ? null : table(section, key, table, kind, arguments));
    if (!BandwidthFilters.of(section.loading().rules()).declare(section.name(), filter)) {
      throw arguments.error(
          "'filter " + kind + "': there is a bandwidth filter '" + name + "' already.");
    }
    return new FilterKeywords.DeclaredFilter(kind.text(), name);
  }

  private static long size(String word, Arguments arguments) {
    long size = arguments.size();
    if (size == 0) {
      throw arguments.error("'" + word + "' must be greater than 0.");
    }
    return size;
  }

  private static TableReference table(
      ProxySection section, Expression key, String name, Word kind, Arguments arguments) {
    return StickTables.of(section.loading().rules())
        .reference(
            name, section.rules(), key.output(), "'filter " + kind + "'", arguments.position());
  }

  /** Where keys may be taken from: wherever the rules stand that switch filters on. */
  private static Place[] places(ProxySection section) {
    List<Place> places = new ArrayList<>();
    if (section.has(Capability.FRONTEND)) {
      places.add(Place.FRONTEND_HTTP_REQUEST);
      places.add(Place.FRONTEND_HTTP_RESPONSE);
    }
    if (section.has(Capability.BACKEND)) {
      places.add(Place.BACKEND_HTTP_REQUEST);
      places.add(Place.BACKEND_HTTP_RESPONSE);
    }
    return places.toArray(Place[]::new);
  }
}
