package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.proxy.check.CheckMatch;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.rules.Expression;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code http-check expect} and {@code tcp-check expect}: what a check waits for, and how the
 * outcome is told (configuration manual, chapter 4.2). One reads one line.
 */
final class CheckExpectations {
  private static final List<String> OK = List.of("L4OK", "L6OK", "L7OK", "L7OKC");
  private static final List<String> ERROR = List.of("L4CON", "L6RSP", "L7RSP", "L7STS", "L7OKC");
  private static final List<String> TIMEOUT = List.of("L4TOUT", "L6TOUT", "L7TOUT");

  private final ProxySection section;
  private final Arguments arguments;
  private final CheckMatches matches;
  private int minimum = -1;
  private String comment = "";
  private @Nullable CheckStatus ok;
  private @Nullable CheckStatus error;
  private @Nullable CheckStatus timeout;
  private @Nullable CheckText onSuccess;
  private @Nullable CheckText onError;
  private @Nullable Expression code;
  private boolean isNegated;
  private @Nullable CheckMatch match;

  private CheckExpectations(ProxySection section, Arguments arguments, boolean isHttp) {
    this.section = section;
    this.arguments = arguments;
    this.matches = new CheckMatches(section, arguments, isHttp);
  }

  static CheckStep http(ProxySection section, Arguments arguments) {
    return new CheckExpectations(section, arguments, true).read();
  }

  static CheckStep tcp(ProxySection section, Arguments arguments) {
    return new CheckExpectations(section, arguments, false).read();
  }

  private CheckStep read() {
    while (arguments.hasNext()) {
      readWord(arguments.word("a matching pattern"));
    }
    if (match == null) {
      throw arguments.error(
          "'" + arguments.keyword() + "' : expects at least a matching pattern as arguments.");
    }
    CheckStep.Report report = new CheckStep.Report(ok, error, timeout, onSuccess, onError, code);
    return new CheckStep.Expect(match, isNegated, minimum, report, comment);
  }

  private void readWord(Word word) {
    switch (word.text()) {
      case "min-recv" -> minimum = arguments.integer("an integer", -1, Integer.MAX_VALUE);
      case "comment" -> comment = value(word, "a string").text();
      case "ok-status" -> ok = status(OK, word);
      case "error-status" -> error = status(ERROR, word);
      case "tout-status" -> timeout = status(TIMEOUT, word);
      case "on-success" ->
          onSuccess = CheckKeywords.format(value(word, "a string"), section, arguments);
      case "on-error" ->
          onError = CheckKeywords.format(value(word, "a string"), section, arguments);
      case "status-code" -> {
        if (!arguments.hasNext()) {
          value(word, "an expression");
        }
        code = new RuleParser(section.rules(), Place.CHECK).expression(arguments);
      }
      case "!" -> {
        if (match != null) {
          throw matches.unknown(word);
        }
        isNegated = !isNegated;
      }
      default -> {
        if (match != null) {
          throw matches.unknown(word);
        }
        match = matches.read(word);
      }
    }
  }

  private Word value(Word option, String expected) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          option,
          "'" + arguments.keyword() + "' : '" + option + "' expects " + expected + " as argument.");
    }
    return arguments.word(expected);
  }

  private CheckStatus status(List<String> allowed, Word option) {
    Word word = value(option, "a status");
    if (allowed.contains(word.text())) {
      for (CheckStatus status : CheckStatus.values()) {
        if (status.word().equals(word.text())) {
          return status;
        }
      }
    }
    throw arguments.error(
        word,
        "'"
            + arguments.keyword()
            + "' : '"
            + option
            + "' expects one of '"
            + String.join("', '", allowed)
            + "' (got '"
            + word
            + "').");
  }
}
