package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.List;
import java.util.Optional;

/**
 * {@code unique-id-format} and {@code unique-id-header}: the id of each request (configuration
 * manual, chapter 4.2).
 */
public final class UniqueIdKeywords {
  /** What the id is made of. */
  public static final Setting<Optional<LogFormat>> FORMAT =
      Setting.inherited("unique-id-format", Optional.empty());

  /** The header that tells it to servers; empty for none. */
  public static final Setting<String> HEADER = Setting.inherited("unique-id-header", "");

  private UniqueIdKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("unique-id-format", UniqueIdKeywords::readFormat),
        Keyword.works("unique-id-header", UniqueIdKeywords::readHeader));
  }

  private static void readFormat(ProxySection section, Arguments arguments) {
    if (arguments.peek().isEmpty()) {
      throw arguments.error("unique-id-format expects an argument.");
    }
    RuleParser parser = new RuleParser(section.rules(), Place.FRONTEND_HTTP_REQUEST, Place.LOG);
    LogFormat format = parser.logFormat(LogFormat.Use.HTTP, arguments);
    if (arguments.hasNext()) {
      throw arguments.error(
          "unique-id-format expects only one argument, don't forget to escape spaces!");
    }
    section.set(FORMAT, Optional.of(format), arguments);
  }

  private static void readHeader(ProxySection section, Arguments arguments) {
    if (arguments.peek().isEmpty()) {
      throw arguments.error("unique-id-header expects an argument.");
    }
    section.set(HEADER, arguments.text("a header name"), arguments);
    arguments.end();
  }
}
