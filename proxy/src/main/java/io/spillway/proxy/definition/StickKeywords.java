package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.proxy.persistence.StickRule;
import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.StickTables;
import io.spillway.proxy.table.TableReference;
import io.spillway.rules.Condition;
import io.spillway.rules.Expression;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.List;

/**
 * {@code stick on}, {@code stick match}, {@code stick store-request} and {@code stick
 * store-response} (configuration manual, chapter 4.2).
 */
public final class StickKeywords {
  /** The rules on requests in their order. */
  public static final Setting<List<StickRule>> REQUEST_RULES = Setting.own("stick on", List.of());

  /** The rules on responses in their order. */
  public static final Setting<List<StickRule>> RESPONSE_RULES =
      Setting.own("stick store-response", List.of());

  private StickKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        rule("stick on", REQUEST_RULES, Place.SERVER_SELECTION, true, true),
        rule("stick match", REQUEST_RULES, Place.SERVER_SELECTION, true, false),
        rule("stick store-request", REQUEST_RULES, Place.SERVER_SELECTION, false, true),
        rule("stick store-response", RESPONSE_RULES, Place.STICK_STORE, false, true));
  }

  private static Keyword<ProxySection> rule(
      String keyword,
      Setting<List<StickRule>> setting,
      Place place,
      boolean matches,
      boolean stores) {
    return Keyword.works(
        keyword,
        (section, arguments) -> {
          section.refuseInDefaults("stick", arguments);
          if (section.lacks(Capability.BACKEND, "stick", arguments)) {
            return;
          }
          section.append(
              setting, read(section, keyword, place, matches, stores, arguments), arguments);
        });
  }

  private static StickRule read(
      ProxySection section,
      String keyword,
      Place place,
      boolean matches,
      boolean stores,
      Arguments arguments) {
    RuleParser parser = new RuleParser(section.rules(), place);
    Expression key = parser.expression(arguments);
    String name = arguments.accept("table") ? arguments.text("a table's name") : "";
    Condition condition = parser.condition(arguments);
    arguments.end();
    StickTables tables = StickTables.of(section.loading().rules());
    TableReference table =
        tables.reference(
            name, section.rules(), key.output(), "'" + keyword + "' rule", arguments.position());
    tables.keep(table.name(), DataType.SERVER_ID);
    tables.keep(table.name(), DataType.SERVER_KEY);
    return new StickRule(condition, key, table, matches, stores);
  }
}
