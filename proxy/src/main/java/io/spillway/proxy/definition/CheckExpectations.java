package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.proxy.check.CheckMatch;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.rules.pattern.Regex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code http-check expect}: what a check waits for (configuration manual, chapter 4.2). */
final class CheckExpectations {
  private CheckExpectations() {}

  static CheckStep read(ProxySection section, Arguments arguments) {
    int minimum = -1;
    String comment = "";
    CheckStatus ok = null;
    CheckStatus error = null;
    CheckStatus timeout = null;
    CheckText onSuccess = null;
    CheckText onError = null;
    boolean isNegated = false;
    while (arguments.hasNext()) {
      Word word = arguments.word("a matching pattern");
      switch (word.text()) {
        case "!" -> isNegated = !isNegated;
        case "min-recv" -> minimum = arguments.integer("an integer", -1, Integer.MAX_VALUE);
        case "comment" -> comment = arguments.text("a string");
        case "ok-status" -> ok = status(List.of("L7OK", "L7OKC", "L6OK", "L4OK"), arguments);
        case "error-status" ->
            error = status(List.of("L7OKC", "L7RSP", "L7STS", "L6RSP", "L4CON"), arguments);
        case "tout-status" -> timeout = status(List.of("L7TOUT", "L6TOUT", "L4TOUT"), arguments);
        case "on-success" -> onSuccess = CheckKeywords.format(section, arguments);
        case "on-error" -> onError = CheckKeywords.format(section, arguments);
        default -> {
          CheckMatch match = match(word, section, arguments);
          return new CheckStep.Expect(
              match, isNegated, minimum, ok, error, timeout, onSuccess, onError, comment);
        }
      }
    }
    throw arguments.error(
        "'" + arguments.keyword() + "' : expects at least a matching pattern as arguments.");
  }

  private static CheckMatch match(Word kind, ProxySection section, Arguments arguments) {
    return switch (kind.text()) {
      case "status" -> new CheckMatch.Status(ranges(pattern(kind, arguments), arguments));
      case "rstatus" -> new CheckMatch.StatusPattern(regex(pattern(kind, arguments), arguments));
      case "string" ->
          new CheckMatch.Text(CheckText.of(pattern(kind, arguments).bytes()), false, false);
      case "rstring" -> new CheckMatch.Pattern(regex(pattern(kind, arguments), arguments), false);
      case "string-lf" -> {
        if (!arguments.hasNext()) {
          pattern(kind, arguments);
        }
        yield new CheckMatch.Text(CheckKeywords.format(section, arguments), false, true);
      }
      case "hdr", "fhdr", "status-code" ->
          throw arguments.error(
              kind,
              "'" + arguments.keyword() + "' : '" + kind + "' is not implemented in Spillway.");
      default ->
          throw arguments.error(
              kind,
              "'"
                  + arguments.keyword()
                  + "' : expects 'min-recv', 'comment', 'status', 'rstatus', 'string', 'rstring',"
                  + " 'string-lf' or '!' (got '"
                  + kind
                  + "').");
    };
  }

  private static Word pattern(Word kind, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'" + arguments.keyword() + "' : '" + kind + "' expects a <pattern> as argument.");
    }
    return arguments.word("a pattern");
  }

  private static List<CheckMatch.Range> ranges(Word word, Arguments arguments) {
    List<CheckMatch.Range> ranges = new ArrayList<>();
    for (String part : word.text().split(",", -1)) {
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash), word, arguments);
      int last = dash < 0 ? first : number(part.substring(dash + 1), word, arguments);
      if (first > last) {
        throw arguments.error(
            word,
            "'"
                + arguments.keyword()
                + "' : invalid status codes range '"
                + part
                + "' (expected: the lower one first).");
      }
      ranges.add(new CheckMatch.Range(first, last));
    }
    return ranges;
  }

  private static int number(String digits, Word word, Arguments arguments) {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        throw arguments.error(
            word,
            "'"
                + arguments.keyword()
                + "' : invalid character '"
                + c
                + "' in the list of status codes.");
      }
    }
    if (digits.isEmpty() || digits.length() > 9) {
      throw arguments.error(
          word, "'" + arguments.keyword() + "' : invalid list of status codes '" + word + "'.");
    }
    return Integer.parseInt(digits);
  }

  private static Regex regex(Word word, Arguments arguments) {
    try {
      return Regex.compile(word.text(), false);
    } catch (IllegalArgumentException e) {
      throw arguments.error(
          word,
          "'"
              + arguments.keyword()
              + "' : regex '"
              + word
              + "' is invalid ("
              + e.getMessage()
              + ").");
    }
  }

  private static @Nullable CheckStatus status(List<String> allowed, Arguments arguments) {
    Word word = arguments.word("a status");
    if (allowed.contains(word.text())) {
      for (CheckStatus status : CheckStatus.values()) {
        if (status.word().equals(word.text())) {
          return status;
        }
      }
    }
    throw arguments.error(
        word,
        "'" + arguments.keyword() + "' : expects one of " + allowed + " (got '" + word + "').");
  }
}
