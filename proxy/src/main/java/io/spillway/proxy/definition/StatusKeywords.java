package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.proxy.table.StatusClasses;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code http-err-codes} and {@code http-fail-codes}: which statuses stick tables count as errors
 * and as failures (configuration manual, chapter 3.1).
 */
public final class StatusKeywords {
  private static final Setting<BitSet> ERRORS =
      Setting.own("http-err-codes", StatusClasses.defaultErrors());
  private static final Setting<BitSet> FAILURES =
      Setting.own("http-fail-codes", StatusClasses.defaultFailures());

  private StatusKeywords() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(keyword(ERRORS), keyword(FAILURES));
  }

  /** What the section says. */
  public static StatusClasses classes(Settings global) {
    return global.isSet(ERRORS) || global.isSet(FAILURES)
        ? new StatusClasses(global.get(ERRORS), global.get(FAILURES))
        : StatusClasses.DEFAULT;
  }

  private static Keyword<GlobalSection> keyword(Setting<BitSet> setting) {
    return Keyword.works(setting.name(), (section, arguments) -> read(setting, section, arguments));
  }

  /** Lists of statuses and ranges, which replace what there is, or, with a sign, change it. */
  private static void read(Setting<BitSet> setting, GlobalSection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'" + setting.name() + "' expects one or several lists of status codes.");
    }
    BitSet statuses = (BitSet) section.settings().get(setting).clone();
    boolean isReplaced = false;
    for (Word word : arguments.rest()) {
      String text = word.text();
      boolean isAdded = text.startsWith("+");
      boolean isRemoved = text.startsWith("-");
      if (!isAdded && !isRemoved && !isReplaced) {
        statuses.clear();
        isReplaced = true;
      }
      for (String range : text.substring(isAdded || isRemoved ? 1 : 0).split(",", -1)) {
        int[] ends = range(range);
        if (ends == null) {
          throw arguments.error(
              word,
              "'"
                  + setting.name()
                  + "' : '"
                  + range
                  + "' is neither a status from 100 to 599 nor a range of such.");
        }
        statuses.set(ends[0], ends[1] + 1, !isRemoved);
      }
    }
    section.set(setting, statuses, arguments);
  }

  private static int @Nullable [] range(String text) {
    int dash = text.indexOf('-');
    try {
      int low = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      int high = dash < 0 ? low : Integer.parseInt(text.substring(dash + 1));
      return low < StatusClasses.LEAST || high > StatusClasses.GREATEST || low > high
          ? null
          : new int[] {low, high};
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
