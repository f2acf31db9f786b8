package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import java.util.List;

/**
 * Where the states of servers are read from at the start (configuration manual, {@code
 * load-server-state-from-file}).
 */
public final class ServerStateKeywords {
  /** Which file a backend's states are read from. */
  public enum Source {
    NONE,
    GLOBAL,
    LOCAL
  }

  /** The directory of files that are named without one; empty for the current one. */
  public static final Setting<String> BASE = Setting.own("server-state-base", "");

  /** The file of all backends; empty for none. */
  public static final Setting<String> FILE = Setting.own("server-state-file", "");

  /** Which file is read. */
  public static final Setting<Source> SOURCE =
      Setting.inherited("load-server-state-from-file", Source.NONE);

  /** The backend's own file; empty for one named as the backend. */
  public static final Setting<String> FILE_NAME = Setting.inherited("server-state-file-name", "");

  private ServerStateKeywords() {}

  static List<Keyword<GlobalSection>> globalKeywords() {
    return List.of(text(BASE, "one argument: a directory"), text(FILE, "one argument: a file"));
  }

  private static Keyword<GlobalSection> text(Setting<String> setting, String expected) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          String value = arguments.word(expected).unicode();
          arguments.end();
          section.set(setting, value, arguments);
        });
  }

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works(SOURCE.name(), ServerStateKeywords::readSource),
        Keyword.works(FILE_NAME.name(), ServerStateKeywords::readFileName));
  }

  private static void readSource(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, SOURCE.name(), arguments)) {
      return;
    }
    Word word = arguments.word("'global', 'local' or 'none'");
    Source source =
        switch (word.text()) {
          case "global" -> Source.GLOBAL;
          case "local" -> Source.LOCAL;
          case "none" -> Source.NONE;
          default ->
              throw arguments.error(
                  word,
                  "'load-server-state-from-file' only supports 'global', 'local' and 'none' (got '"
                      + word
                      + "').");
        };
    arguments.end();
    section.set(SOURCE, source, arguments);
  }

  private static void readFileName(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, FILE_NAME.name(), arguments)) {
      return;
    }
    String name = arguments.hasNext() ? arguments.word("a file").unicode() : "";
    arguments.end();
    section.set(FILE_NAME, name.equals("use-backend-name") ? "" : name, arguments);
  }
}
