package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Word;
import io.spillway.proxy.check.CheckMatch;
import io.spillway.proxy.check.CheckMatch.HeaderTest;
import io.spillway.proxy.check.CheckText;
import io.spillway.rules.pattern.Regex;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The patterns of {@code http-check expect} and {@code tcp-check expect}. One reads one line. */
final class CheckMatches {
  private static final List<String> HTTP =
      List.of("status", "rstatus", "hdr", "fhdr", "string", "rstring", "string-lf");

  private static final List<String> TCP =
      List.of("string", "rstring", "string-lf", "binary", "rbinary");

  private static final Map<String, HeaderTest.Method> METHODS =
      Map.of(
          "str", HeaderTest.Method.STRING,
          "beg", HeaderTest.Method.BEGINNING,
          "end", HeaderTest.Method.END,
          "sub", HeaderTest.Method.WITHIN,
          "reg", HeaderTest.Method.REGEX);

  private final ProxySection section;
  private final Arguments arguments;
  private final List<String> kinds;

  CheckMatches(ProxySection section, Arguments arguments, boolean isHttp) {
    this.section = section;
    this.arguments = arguments;
    this.kinds = isHttp ? HTTP : TCP;
  }

  /** Reads the pattern that {@code kind} begins. */
  CheckMatch read(Word kind) {
    if (!kinds.contains(kind.text())) {
      if (kind.text().equals("binary-lf") && kinds == TCP) {
        throw error(kind, "'binary-lf' is not implemented in Spillway.");
      }
      throw unknown(kind);
    }
    return switch (kind.text()) {
      case "status" -> new CheckMatch.Status(ranges(pattern(kind)));
      case "rstatus" -> new CheckMatch.StatusPattern(regex(pattern(kind)));
      case "hdr" -> header(kind, false);
      case "fhdr" -> header(kind, true);
      case "string" -> new CheckMatch.Text(CheckText.of(pattern(kind).bytes()), false, false);
      case "rstring" -> new CheckMatch.Pattern(regex(pattern(kind)), false);
      case "string-lf" ->
          new CheckMatch.Text(CheckKeywords.format(pattern(kind), section, arguments), false, true);
      case "binary" ->
          new CheckMatch.Text(CheckText.of(binary(pattern(kind), arguments)), true, false);
      case "rbinary" -> new CheckMatch.Pattern(regex(pattern(kind)), true);
      default -> throw new IllegalStateException("known, but not read: " + kind);
    };
  }

  /** The error that {@code word} is none of the patterns and options. */
  DirectiveException unknown(Word word) {
    return error(
        word,
        "expects 'min-recv', 'comment', 'ok-status', 'error-status', 'tout-status', 'on-success',"
            + " 'on-error', 'status-code', '!' or one of '"
            + String.join("', '", kinds)
            + "' (got '"
            + word
            + "').");
  }

  private DirectiveException error(Word word, String message) {
    return arguments.error(word, "'" + arguments.keyword() + "' : " + message);
  }

  private Word pattern(Word kind) {
    if (arguments.peek().isEmpty()) {
      throw error(kind, "'" + kind + "' expects a <pattern> as argument.");
    }
    return arguments.word("a pattern");
  }

  private CheckMatch header(Word kind, boolean isWhole) {
    Word name = arguments.hasNext() ? arguments.word("'name'") : kind;
    if (!List.of("name", "name-lf").contains(name.text()) || !arguments.hasNext()) {
      throw error(
          name, "'" + kind + "' expects 'name' or 'name-lf' and a pattern for the header's name.");
    }
    HeaderTest nameTest = headerTest(kind, name);
    if (!List.of("value", "value-lf").contains(arguments.peek())) {
      return new CheckMatch.Header(nameTest, null, isWhole);
    }
    HeaderTest valueTest = headerTest(kind, arguments.word("'value'"));
    return new CheckMatch.Header(nameTest, valueTest, isWhole);
  }

  /** Reads what follows {@code name}, {@code value} and their forms with a format. */
  private HeaderTest headerTest(Word kind, Word what) {
    HeaderTest.Method method = HeaderTest.Method.STRING;
    if (arguments.accept("-m")) {
      Word word = arguments.hasNext() ? arguments.word("a method") : what;
      method = METHODS.get(word.text());
      if (method == null) {
        throw error(
            word,
            "'"
                + kind
                + "' : '-m' expects 'str', 'beg', 'end', 'sub' or 'reg' (got '"
                + word
                + "').");
      }
    }
    if (arguments.peek().isEmpty()) {
      throw error(what, "'" + kind + "' expects a pattern behind '" + what + "'.");
    }
    Word word = arguments.word("a pattern");
    boolean isFormat = what.text().endsWith("-lf");
    if (method == HeaderTest.Method.REGEX) {
      if (isFormat) {
        throw error(word, "'" + kind + "': a regular expression cannot be a log format.");
      }
      return new HeaderTest(method, null, regex(word));
    }
    CheckText text =
        isFormat ? CheckKeywords.format(word, section, arguments) : CheckText.of(word.bytes());
    return new HeaderTest(method, text, null);
  }

  private List<CheckMatch.Range> ranges(Word word) {
    List<CheckMatch.Range> ranges = new ArrayList<>();
    for (String part : word.text().split(",", -1)) {
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash), word);
      int last = dash < 0 ? first : number(part.substring(dash + 1), word);
      if (first > last) {
        throw error(
            word, "invalid status codes range '" + part + "' (expected: the lower one first).");
      }
      ranges.add(new CheckMatch.Range(first, last));
    }
    return ranges;
  }

  private int number(String digits, Word word) {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        throw error(word, "invalid character '" + c + "' in the list of status codes.");
      }
    }
    if (digits.isEmpty() || digits.length() > 9) {
      throw error(word, "invalid list of status codes '" + word + "'.");
    }
    return Integer.parseInt(digits);
  }

  private Regex regex(Word word) {
    try {
      return Regex.compile(word.text(), false);
    } catch (IllegalArgumentException e) {
      throw error(word, "regex '" + word + "' is invalid (" + e.getMessage() + ").");
    }
  }

  /** The bytes that {@code word} writes as hexadecimal digits. */
  static byte[] binary(Word word, Arguments arguments) {
    try {
      return HexFormat.of().parseHex(word.text());
    } catch (IllegalArgumentException e) {
      throw arguments.error(
          word,
          "'"
              + arguments.keyword()
              + "' : '"
              + word
              + "' is no binary string (expected: an even number of hexadecimal digits).");
    }
  }
}
