package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the process itself asks others over HTTP (configuration manual, chapter 3.1, {@code
 * httpclient}).
 */
public final class HttpClientKeywords {
  /** How long a connection may take to come about. */
  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.own("httpclient.timeout.connect", Duration.ofSeconds(5));

  /** How many more connections are tried where one does not come about. */
  public static final Setting<Integer> RETRIES = Setting.own("httpclient.retries", 3);

  private static final Setting<String> AUTHORITIES = Setting.own("httpclient.ssl.ca-file", "");
  private static final Setting<Boolean> VERIFIES = Setting.own("httpclient.ssl.verify", true);

  private HttpClientKeywords() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        Keyword.works(
            AUTHORITIES.name(),
            (section, arguments) -> {
              String file = Word.decode(arguments.text("a file name"));
              arguments.end();
              section.set(AUTHORITIES, file, arguments);
            }),
        Keyword.works(
            VERIFIES.name(),
            (section, arguments) -> {
              Word word = arguments.word("'none' or 'required'");
              arguments.end();
              if (!List.of("none", "required").contains(word.text())) {
                throw arguments.error(
                    word,
                    "'"
                        + VERIFIES.name()
                        + "' expects 'none' or 'required' but got '"
                        + word
                        + "'.");
              }
              section.set(VERIFIES, word.text().equals("required"), arguments);
            }),
        Keyword.works(
            RETRIES.name(),
            (section, arguments) -> {
              int retries = arguments.integer("a number of retries", 0, Integer.MAX_VALUE);
              arguments.end();
              section.set(RETRIES, retries, arguments);
            }),
        Keyword.works(
            CONNECT_TIMEOUT.name(),
            (section, arguments) -> {
              Duration timeout = arguments.time(TimeUnit.MILLISECONDS);
              arguments.end();
              section.set(CONNECT_TIMEOUT, timeout, arguments);
            }));
  }

  /** Whether the certificates of those that are asked are verified. */
  public static boolean verifies(Settings global) {
    return global.get(VERIFIES);
  }

  /** Who may have signed their certificates, or null for those that the Java runtime trusts. */
  public static @Nullable Path authorities(Settings global) {
    return GlobalTls.authorities(global, global.get(AUTHORITIES));
  }
}
