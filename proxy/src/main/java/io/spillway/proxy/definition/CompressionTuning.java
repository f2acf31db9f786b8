package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.proxy.compression.CompressionBudget;
import java.util.List;

/** What {@code global} says of compression (configuration manual, chapter 3). */
public final class CompressionTuning {
  /** How many kilobytes may be compressed in a second; 0 for no limit. */
  public static final Setting<Integer> RATE = Setting.own("maxcomprate", 0);

  /** How many megabytes all deflaters may have; 0 for no limit. */
  public static final Setting<Integer> MEMORY = Setting.own("maxzlibmem", 0);

  /** How thorough compression is: 1 to 9. */
  public static final Setting<Integer> LEVEL = Setting.own("tune.comp.maxlevel", 1);

  private static final int THOROUGH = 9;
  private static final long KILOBYTE = 1024;
  private static final String FIXED =
      "the window and the memory of the Java runtime's deflater are fixed";

  private CompressionTuning() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        Keyword.works(
            RATE.name(),
            (section, arguments) ->
                set(
                    section,
                    RATE,
                    "a rate in kilobytes per second",
                    0,
                    Integer.MAX_VALUE,
                    arguments)),
        Keyword.works(
            MEMORY.name(),
            (section, arguments) ->
                set(section, MEMORY, "a size in megabytes", 0, Integer.MAX_VALUE, arguments)),
        Keyword.works(
            LEVEL.name(),
            (section, arguments) ->
                set(section, LEVEL, "a numeric value between 1 and 9", 1, THOROUGH, arguments)),
        fixed("tune.zlib.memlevel", 1, 9),
        fixed("tune.zlib.windowsize", 8, 15));
  }

  private static void set(
      GlobalSection section,
      Setting<Integer> setting,
      String expected,
      int least,
      int most,
      Arguments arguments) {
    int value = arguments.integer(expected, least, most);
    arguments.end();
    section.set(setting, value, arguments);
  }

  private static Keyword<GlobalSection> fixed(String name, int least, int most) {
    return Keyword.accepted(
        name,
        FIXED,
        (section, arguments) -> {
          arguments.integer("a numeric value between " + least + " and " + most, least, most);
          arguments.end();
        });
  }

  /** The budget that {@code global} gives the process. */
  public static CompressionBudget budget(Settings global) {
    return new CompressionBudget(
        global.get(LEVEL), global.get(RATE) * KILOBYTE, global.get(MEMORY) * KILOBYTE * KILOBYTE);
  }
}
