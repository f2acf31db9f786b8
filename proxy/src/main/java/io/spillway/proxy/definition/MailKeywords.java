package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.log.LogLevel;
import java.util.List;
import java.util.Optional;

/**
 * {@code email-alert}: mail about changes of servers (configuration manual, chapter 4.2). What it
 * names is in a {@code mailers} section.
 */
public final class MailKeywords {
  /** The name of the section of mailers; the empty string for none. */
  public static final Setting<String> MAILERS = Setting.inherited("email-alert mailers", "");

  /** Who mails. */
  public static final Setting<String> FROM = Setting.inherited("email-alert from", "");

  /** Who gets mail. */
  public static final Setting<String> TO = Setting.inherited("email-alert to", "");

  /** What this machine is called; the empty string for its name. */
  public static final Setting<String> HOST_NAME = Setting.inherited("email-alert myhostname", "");

  /** What is mailed: this level and graver ones; nothing where no line says. */
  public static final Setting<Optional<LogLevel>> LEVEL =
      Setting.inherited("email-alert level", Optional.empty());

  private MailKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        text("email-alert mailers", MAILERS, "the name of a 'mailers' section"),
        text("email-alert from", FROM, "a mail address"),
        text("email-alert to", TO, "a mail address"),
        text("email-alert myhostname", HOST_NAME, "a host name"),
        Keyword.works("email-alert level", MailKeywords::level));
  }

  private static Keyword<ProxySection> text(String name, Setting<String> setting, String expected) {
    return Keyword.works(
        name,
        (section, arguments) -> {
          Word word = arguments.word(expected);
          if (word.text().chars().anyMatch(c -> c < ' ')) {
            throw arguments.error(word, "'" + name + "' expects " + expected + ".");
          }
          arguments.end();
          section.set(setting, word.text(), arguments);
        });
  }

  private static void level(ProxySection section, Arguments arguments) {
    Word word = arguments.word("a log level");
    LogLevel level = LogLevel.named(word.text());
    if (level == null) {
      throw arguments.error(word, "'email-alert level' : unknown log level '" + word + "'.");
    }
    arguments.end();
    section.set(LEVEL, Optional.of(level), arguments);
  }
}
