package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import java.util.List;

/** Words of {@code global} about certificates that the process obtains by itself. */
public final class AcmeKeywords {
  /** Whether they are renewed when it is time; else by the runtime command alone. */
  public static final Setting<Boolean> SCHEDULER = Setting.own("acme.scheduler", true);

  private AcmeKeywords() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        Keyword.works(
            SCHEDULER.name(),
            (section, arguments) -> {
              if (!arguments.hasNext()) {
                throw arguments.error(
                    "keyword 'acme.scheduler' in 'global' section requires an argument.");
              }
              Word word = arguments.word("'auto' or 'off'");
              arguments.end();
              if (!List.of("auto", "off").contains(word.text())) {
                throw arguments.error(
                    word,
                    "keyword 'acme.scheduler' in 'global' section requires either 'auto' or 'off'"
                        + " argument (got '"
                        + word
                        + "').");
              }
              section.set(SCHEDULER, word.text().equals("auto"), arguments);
            }));
  }
}
