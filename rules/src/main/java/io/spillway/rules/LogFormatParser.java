package io.spillway.rules;

import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads log-format strings; see {@link LogFormat}. */
final class LogFormatParser {
  /** The aliases whose values are numbers. */
  private static final Set<String> NUMBERS =
      Set.of(
          "B", "ST", "TR", "Ta", "Tc", "Td", "Th", "Ti", "Tq", "Tr", "Ts", "Tt", "Tu", "Tw", "U",
          "ac", "bc", "bp", "bq", "cp", "fc", "fp", "lc", "ms", "pid", "rc", "rt", "sc", "sp",
          "sq");

  private final RuleScope scope;
  private final Collection<Place> places;
  private final LogFormat.Use use;
  private final String text;
  private final List<LogFormat.Item> items = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private final List<StructuredLine.Member> members = new ArrayList<>();
  private LogOptions global;

  /** How the whole line is encoded, or null for a line of text. */
  private StructuredLine.@Nullable Encoding encoding;

  /** How the item that is being read is encoded. */
  private StructuredLine.@Nullable Encoding itemEncoding;

  private boolean isBinary;
  private int at;

  LogFormatParser(RuleScope scope, Collection<Place> places, LogFormat.Use use, String text) {
    this.scope = scope;
    this.places = places;
    this.use = use;
    this.text = text;
    this.global = LogOptions.of(use);
  }

  LogFormat parse() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '%') {
        item();
      } else if (use == LogFormat.Use.LOG && isBlank(c)) {
        boolean begins = literal.isEmpty() && items.isEmpty();
        if (!begins && !endsWithBlank()) {
          literal.append(' ');
        }
      } else {
        literal.append(c);
      }
    }
    endLiteral();
    return new LogFormat(
        text,
        encoding == null ? items : List.of(new StructuredLine(encoding, isBinary, true, members)));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private boolean endsWithBlank() {
    return !literal.isEmpty() && literal.charAt(literal.length() - 1) == ' ';
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      byte[] bytes = literal.toString().getBytes(StandardCharsets.ISO_8859_1);
      boolean joins =
          bytes[0] == ' '
              && !items.isEmpty()
              && items.getLast() instanceof LogFormat.Aliased aliased
              && aliased.alias().mayVanish();
      items.add(joins ? new LogFormat.Joining(bytes) : new LogFormat.Literal(bytes));
      literal.setLength(0);
    }
  }

  private void item() {
    if (at == text.length()) {
      throw new RuleSyntaxException("incomplete item '%' at the end of '" + text + "'");
    }
    if (text.charAt(at) == '%') {
      at++;
      literal.append('%');
      return;
    }
    LogOptions options = global;
    itemEncoding = encoding;
    String name = text.charAt(at) == '(' ? enclosed('(', ')') : "";
    if (at < text.length() && text.charAt(at) == '{') {
      options = options(enclosed('{', '}'), global);
    }
    if (at < text.length() && text.charAt(at) == '[') {
      expression(name, options);
      return;
    }
    int start = at;
    while (at < text.length() && isNameCharacter(text.charAt(at))) {
      at++;
    }
    alias(name, text.substring(start, at), options);
  }

  /**
   * Adds an item.
   *
   * @param title the item's name, with its type after a colon where one is asked for
   * @param type the type that values have by themselves
   * @param bare the item without any options, for encodings
   */
  private void add(String title, SampleType type, LogFormat.Item item, LogFormat.Item bare) {
    int colon = title.lastIndexOf(':');
    SampleType wanted = colon < 0 ? type : type(title.substring(colon + 1));
    String name = colon < 0 ? title : title.substring(0, colon);
    if (encoding != null) {
      if (!name.isEmpty()) {
        members.add(new StructuredLine.Member(name, wanted, bare));
      }
      return;
    }
    StructuredLine.Encoding alone = itemEncoding;
    items.add(
        alone == null
            ? item
            : new StructuredLine(
                alone, isBinary, false, List.of(new StructuredLine.Member("", wanted, bare))));
  }

  private static SampleType type(String word) {
    return switch (word) {
      case "str" -> SampleType.STRING;
      case "sint" -> SampleType.INTEGER;
      case "bool" -> SampleType.BOOLEAN;
      default ->
          throw new RuleSyntaxException(
              "no such type '" + word + "' of a log format's item (expected: str, sint or bool)");
    };
  }

  private static boolean isNameCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  private String enclosed(char open, char close) {
    int end = text.indexOf(close, at);
    if (end < 0) {
      throw new RuleSyntaxException(
          "missing '" + close + "' after '" + open + "' in '" + text + "'");
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    return inside;
  }

  private void alias(String title, String name, LogOptions options) {
    if (name.equals("o")) {
      global = options;
      encoding = itemEncoding;
      return;
    }
    LogAlias alias = scope.context().registry().alias(name);
    if (alias == null) {
      throw new RuleSyntaxException(
          "no such format alias '"
              + name
              + "'. If you wanted to emit the '%' character verbatim, you need to use '%%'");
    }
    endLiteral();
    add(
        title,
        NUMBERS.contains(name) ? SampleType.INTEGER : SampleType.STRING,
        new LogFormat.Aliased(alias, options),
        new LogFormat.Aliased(alias, LogOptions.BARE));
  }

  private void expression(String title, LogOptions options) {
    int start = at + 1;
    int end = endOfExpression(start);
    String inside = text.substring(start, end);
    at = end + 1;
    endLiteral();
    Expression expression;
    try {
      expression = ExpressionParser.parse(scope, inside, null);
    } catch (RuleSyntaxException e) {
      throw new RuleSyntaxException(
          "failed to parse sample expression <" + inside + "]> : " + e.getMessage());
    }
    Source source = expression.fetch().source();
    if (!places.isEmpty() && places.stream().noneMatch(source::isAt)) {
      throw new RuleSyntaxException(
          "sample fetch <"
              + inside
              + "]> may not be reliably used here because it needs '"
              + source.description()
              + "' which is not available here");
    }
    add(
        title,
        expression.output(),
        new LogFormat.Expressed(expression, options),
        new LogFormat.Expressed(expression, LogOptions.BARE));
  }

  /** Where the bracket stands that closes an expression, quotes respected. */
  private int endOfExpression(int start) {
    char quote = 0;
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'') {
        i++;
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if ((c == '"' || c == '\'') && depth > 0) {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ']' && depth <= 0) {
        return i;
      }
    }
    throw new RuleSyntaxException("missing ']' at the end of '" + text.substring(start) + "'");
  }

  private LogOptions encoded(boolean on, StructuredLine.Encoding chosen, LogOptions options) {
    itemEncoding = on ? chosen : null;
    return options;
  }

  private LogOptions options(String flags, LogOptions from) {
    LogOptions options = from;
    for (String flag : flags.split(",", -1)) {
      if (flag.isEmpty()) {
        continue;
      }
      boolean on = flag.charAt(0) != '-';
      String name = flag.charAt(0) == '+' || flag.charAt(0) == '-' ? flag.substring(1) : flag;
      options =
          switch (name) {
            case "Q" ->
                new LogOptions(
                    on, options.hex(), options.escape(), options.mandatory(), options.http());
            case "X" ->
                new LogOptions(
                    options.quote(), on, options.escape(), options.mandatory(), options.http());
            case "E" ->
                new LogOptions(
                    options.quote(), options.hex(), on, options.mandatory(), options.http());
            case "M" ->
                new LogOptions(
                    options.quote(), options.hex(), options.escape(), on, options.http());
            case "json" -> encoded(on, StructuredLine.Encoding.JSON, options);
            case "cbor" -> encoded(on, StructuredLine.Encoding.CBOR, options);
            case "bin" -> {
              isBinary = on;
              yield options;
            }
            default -> throw new RuleSyntaxException("no such format flag '" + name + "'");
          };
    }
    return options;
  }
}
