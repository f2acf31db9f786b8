package io.spillway.ops.alert.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.ops.alert.Match;
import io.spillway.ops.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the words that say which problems are meant. Confined to the reading thread. */
final class MatchReader {
  /** The words, for messages. */
  static final String WORDS = "'proxy', 'server', 'facility', 'process', 'kind', 'severity'";

  private final List<String> proxies = new ArrayList<>();
  private final List<String> servers = new ArrayList<>();
  private final List<String> facilities = new ArrayList<>();
  private final List<String> processes = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private @Nullable Severity least;

  /** Takes {@code word} and its value, if it is one of {@link #WORDS}. */
  boolean take(Word word, Arguments arguments) {
    switch (word.text()) {
      case "proxy" -> proxies.addAll(patterns(arguments, "names of proxies"));
      case "server" -> servers.addAll(patterns(arguments, "names of servers"));
      case "facility" -> facilities.addAll(patterns(arguments, "names of facilities"));
      case "process" -> processes.addAll(patterns(arguments, "names of watched processes"));
      case "kind" -> kinds.addAll(patterns(arguments, "kinds of events"));
      case "severity" -> least = severity(arguments);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static List<String> patterns(Arguments arguments, String expected) {
    Word word = arguments.word(expected + " with commas between them");
    List<String> all = List.of(word.text().split(",", -1));
    if (all.contains("")) {
      throw arguments.error(
          word, "'" + arguments.keyword() + "' expects " + expected + ", not '" + word + "'.");
    }
    return all;
  }

  static Severity severity(Arguments arguments) {
    Word word = arguments.word("'information', 'warning' or 'critical'");
    return Stream.of(Severity.values())
        .filter(severity -> severity.word().equals(word.text()))
        .findAny()
        .orElseThrow(
            () ->
                arguments.error(
                    word,
                    "'severity' expects 'information', 'warning' or 'critical', not '"
                        + word
                        + "'."));
  }

  /** What was taken. */
  Match match() {
    return match(least);
  }

  /** What was taken; {@code usual} is the least severity where none was, and no kind either. */
  Match matchFrom(Severity usual) {
    return match(least == null && kinds.isEmpty() ? usual : least);
  }

  private Match match(@Nullable Severity from) {
    return new Match(proxies, servers, facilities, processes, kinds, from);
  }
}
