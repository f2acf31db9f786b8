package io.spillway.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads log-format strings; see {@link LogFormat}. */
final class LogFormatParser {
  private final RuleScope scope;
  private final Collection<Place> places;
  private final LogFormat.Use use;
  private final String text;
  private final List<LogFormat.Item> items = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private LogOptions global;
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
    return new LogFormat(text, items);
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
    if (text.charAt(at) == '(') {
      // The item's name serves encodings that name their members.
      enclosed('(', ')');
    }
    if (at < text.length() && text.charAt(at) == '{') {
      options = options(enclosed('{', '}'), global);
    }
    if (at < text.length() && text.charAt(at) == '[') {
      expression(options);
      return;
    }
    int start = at;
    while (at < text.length() && isNameCharacter(text.charAt(at))) {
      at++;
    }
    alias(text.substring(start, at), options);
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

  private void alias(String name, LogOptions options) {
    if (name.equals("o")) {
      global = options;
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
    items.add(new LogFormat.Aliased(alias, options));
  }

  private void expression(LogOptions options) {
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
    items.add(new LogFormat.Expressed(expression, options));
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

  private static LogOptions options(String flags, LogOptions from) {
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
            case "json", "cbor", "bin" ->
                throw new RuleSyntaxException(
                    "format option '+" + name + "' of HAProxy's is not implemented in Spillway");
            default -> throw new RuleSyntaxException("no such format flag '" + name + "'");
          };
    }
    return options;
  }
}
