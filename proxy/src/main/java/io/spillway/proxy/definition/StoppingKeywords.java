package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.proxy.ProcessState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How processes stop, in the {@code global} section (configuration manual, chapter 3.1). */
public final class StoppingKeywords {
  /** How long a soft stop lets everything go on before it begins. */
  public static final Setting<Duration> GRACE = Setting.own("grace", Duration.ZERO);

  /** How many reloads a worker may see that does not leave; -1 for any number. */
  public static final Setting<Integer> MOST_RELOADS = Setting.own("mworker-max-reloads", -1);

  /** Over what time a soft stop spreads the ends of connections; empty to end none. */
  private static final Setting<Optional<Duration>> CLOSING =
      Setting.own("close-spread-time", Optional.of(Duration.ZERO));

  private StoppingKeywords() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        Keyword.works(
            GRACE.name(),
            (section, arguments) -> {
              Duration time = time(arguments);
              arguments.end();
              section.set(GRACE, time, arguments);
            }),
        Keyword.works(
            CLOSING.name(),
            (section, arguments) -> {
              Optional<Duration> time =
                  arguments.accept("infinite") ? Optional.empty() : Optional.of(time(arguments));
              arguments.end();
              section.set(CLOSING, time, arguments);
            }),
        Keyword.works(
            MOST_RELOADS.name(),
            (section, arguments) -> {
              if (!arguments.hasNext()) {
                throw arguments.error("'mworker-max-reloads' expects an integer argument.");
              }
              int count = arguments.integer("an integer argument", 0, Integer.MAX_VALUE);
              arguments.end();
              section.set(MOST_RELOADS, count, arguments);
            }));
  }

  private static Duration time(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + arguments.keyword() + "' expects <time> as argument.");
    }
    return arguments.time(MILLISECONDS);
  }

  /**
   * Over how many milliseconds a soft stop spreads the ends of connections; {@link
   * ProcessState#NEVER} where it ends none.
   */
  public static long closingMillis(Settings global) {
    return global.get(CLOSING).map(Duration::toMillis).orElse(ProcessState.NEVER);
  }
}
