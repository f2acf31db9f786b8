package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import java.util.List;

/** What a proxy makes of the bytes ({@code mode}; configuration manual, chapter 4.2). */
public enum Mode {
  /** Relays them. */
  TCP,
  /** Reads HTTP messages in them. */
  HTTP;

  /** {@code mode}. */
  public static final Setting<Mode> MODE = Setting.inherited("mode", TCP);

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works(
            "mode",
            (section, arguments) -> {
              Word word = arguments.word("'http', 'tcp' or 'log'");
              Mode mode =
                  switch (word.text()) {
                    case "tcp" -> TCP;
                    case "http" -> HTTP;
                    case "health" ->
                        throw arguments.error(
                            word,
                            "'mode health' doesn't exist anymore. Please use 'http-request return"
                                + " status 200' instead.");
                    case "log", "peers", "spop", "syslog", "haterm" ->
                        throw arguments.error(
                            word, "mode '" + word + "' is not implemented in Spillway.");
                    default -> throw arguments.error(word, "unknown proxy mode '" + word + "'.");
                  };
              arguments.end();
              section.set(MODE, mode, arguments);
            }));
  }

  /** The word of the configuration. */
  public String word() {
    return this == HTTP ? "http" : "tcp";
  }

  @Override
  public String toString() {
    return word();
  }
}
