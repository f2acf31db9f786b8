package io.spillway.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.http.ResponseHead;
import io.spillway.proxy.check.CheckMatch.HeaderTest;
import io.spillway.rules.Evaluation;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether what came is what a step looks for. */
final class CheckMatcher {
  private CheckMatcher() {}

  static boolean occursIn(byte[] bytes, CheckMatch match, Evaluation evaluation) {
    return switch (match) {
      case CheckMatch.Text text -> contains(bytes, text.text().bytes(evaluation));
      case CheckMatch.Pattern(var regex, var isBinary) -> {
        byte[] searched =
            isBinary ? HexFormat.of().withUpperCase().formatHex(bytes).getBytes(ISO_8859_1) : bytes;
        yield regex.occursIn(searched, 0, searched.length);
      }
      default -> false;
    };
  }

  static boolean holdsFor(ResponseHead head, CheckMatch match, Evaluation evaluation) {
    return switch (match) {
      case CheckMatch.Status(var ranges) ->
          ranges.stream()
              .anyMatch(range -> range.first() <= head.status() && head.status() <= range.last());
      case CheckMatch.StatusPattern(var regex) -> {
        byte[] status = Integer.toString(head.status()).getBytes(ISO_8859_1);
        yield regex.occursIn(status, 0, status.length);
      }
      case CheckMatch.Header header -> hasHeader(head, header, evaluation);
      default -> false;
    };
  }

  private static boolean hasHeader(
      ResponseHead head, CheckMatch.Header wanted, Evaluation evaluation) {
    for (int i = 0; i < head.headerCount(); i++) {
      if (head.isRemoved(i) || !holds(wanted.name(), name(head, i), true, evaluation)) {
        continue;
      }
      HeaderTest value = wanted.value();
      String text = head.text(head.valueStart(i), head.valueEnd(i));
      if (value == null || (wanted.isWhole() && holds(value, text, false, evaluation))) {
        return true;
      }
      if (!wanted.isWhole()) {
        for (String part : text.split(",", -1)) {
          if (holds(value, part.strip(), false, evaluation)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The name as it is compared, by regular expressions too: in lower case. */
  private static String name(ResponseHead head, int header) {
    return fold(head.text(head.nameStart(header), head.nameEnd(header)), true);
  }

  private static boolean holds(
      HeaderTest test, String found, boolean ignoresCase, Evaluation evaluation) {
    if (test.regex() != null) {
      byte[] bytes = found.getBytes(ISO_8859_1);
      return test.regex().occursIn(bytes, 0, bytes.length);
    }
    CheckText text = test.text();
    if (text == null) {
      return false;
    }
    String wanted = fold(new String(text.bytes(evaluation), ISO_8859_1), ignoresCase);
    String folded = fold(found, ignoresCase);
    return switch (test.method()) {
      case STRING -> folded.equals(wanted);
      case BEGINNING -> folded.startsWith(wanted);
      case END -> folded.endsWith(wanted);
      case WITHIN -> folded.contains(wanted);
      case REGEX -> false;
    };
  }

  private static String fold(String text, boolean ignoresCase) {
    return ignoresCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (startsAt(bytes, at, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsAt(byte[] bytes, int at, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** What a step waits for, as HAProxy's messages name it, or null for a test of the head. */
  static @Nullable String describe(CheckMatch match, Evaluation evaluation) {
    return switch (match) {
      case CheckMatch.Text text -> {
        byte[] bytes = text.text().bytes(evaluation);
        yield text.isBinary()
            ? "binary '" + untilZero(bytes) + "'"
            : "string '" + new String(bytes, ISO_8859_1) + "'";
      }
      case CheckMatch.Pattern(var regex, var isBinary) -> isBinary ? "binary regex" : "regex";
      default -> null;
    };
  }

  /** HAProxy's messages end at a zero, as strings in C do. */
  private static String untilZero(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    int zero = text.indexOf(0);
    return zero < 0 ? text : text.substring(0, zero);
  }
}
