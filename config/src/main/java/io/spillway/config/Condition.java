package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One condition of {@code .if}, {@code .elif} or {@code -cc} (configuration manual, chapter 2.4
 * "Conditional blocks"): parsed and evaluated in one go, since nothing in it has an effect.
 * Confined to the reading thread.
 */
final class Condition {
  private static final int MAX_DEPTH = 256;

  private final String text;
  private final Environment environment;
  private final ProgramFacts facts;
  private int at;
  private int depth;

  /**
   * A condition.
   *
   * @param text the condition after quotes and variables were resolved
   */
  Condition(String text, Environment environment, ProgramFacts facts) {
    this.text = text;
    this.environment = environment;
    this.facts = facts;
  }

  /**
   * Evaluates the condition. An empty one is false.
   *
   * @throws SyntaxException when it cannot be read
   */
  boolean isTrue() throws SyntaxException {
    if (text.isEmpty()) {
      return false;
    }
    boolean result = anyOf();
    if (at < text.length()) {
      throw new SyntaxException(
          "unexpected character '"
              + text.charAt(at)
              + "' at the end of conditional expression '"
              + text
              + "'",
          at);
    }
    return result;
  }

  private boolean anyOf() throws SyntaxException {
    boolean result = allOf();
    while (accept("||")) {
      result |= allOf();
    }
    return result;
  }

  private boolean allOf() throws SyntaxException {
    boolean result = term();
    while (accept("&&")) {
      result &= term();
    }
    return result;
  }

  private boolean term() throws SyntaxException {
    skipSpaces();
    int start = at;
    boolean negated = false;
    while (accept("!")) {
      negated = !negated;
    }
    skipSpaces();
    boolean value;
    if (text.startsWith("(", at)) {
      value = group();
    } else if (at < text.length() && isNumberStart()) {
      value = number();
    } else {
      value = predicate(start);
    }
    skipSpaces();
    return value != negated;
  }

  private boolean group() throws SyntaxException {
    int start = at++;
    if (++depth > MAX_DEPTH) {
      throw new SyntaxException(
          "too many nested parentheses (expected: at most " + MAX_DEPTH + ")", start);
    }
    skipSpaces();
    if (at == text.length()) {
      throw unparsable(start);
    }
    boolean value = anyOf();
    if (!accept(")")) {
      throw new SyntaxException(
          "expected ')' after conditional expression '" + text.substring(start) + "'", start);
    }
    depth--;
    return value;
  }

  private SyntaxException unparsable(int start) {
    return new SyntaxException(
        "unparsable conditional expression '" + text.substring(start) + "'", start);
  }

  private boolean isNumberStart() {
    char c = text.charAt(at);
    boolean signed = (c == '-' || c == '+') && at + 1 < text.length();
    return isDigit(signed ? text.charAt(at + 1) : c);
  }

  private boolean number() {
    boolean nonZero = false;
    at += isDigit(text.charAt(at)) ? 0 : 1;
    while (at < text.length() && isDigit(text.charAt(at))) {
      nonZero |= text.charAt(at++) != '0';
    }
    return nonZero;
  }

  private boolean predicate(int termStart) throws SyntaxException {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    String name = text.substring(start, at);
    Predicate predicate = Predicate.named(name);
    if (predicate == null) {
      throw unparsable(termStart);
    }
    List<String> arguments = List.of();
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      arguments = arguments(name, predicate.arity);
    }
    return predicate.test(
        arguments.isEmpty() ? "" : arguments.getFirst(),
        arguments.size() < 2 ? "" : arguments.get(1),
        environment,
        facts);
  }

  private List<String> arguments(String name, int arity) throws SyntaxException {
    List<String> arguments = new ArrayList<>();
    while (true) {
      arguments.add(argument());
      char end = at < text.length() ? text.charAt(at) : 0;
      if (end == ',' && arguments.size() < arity) {
        at++;
        continue;
      }
      String where =
          " in argument "
              + Math.max(1, arguments.size() - 1)
              + " of predicate '"
              + name
              + "' used in conditional expression";
      if (arguments.size() < arity) {
        throw new SyntaxException(
            "missing arguments (got "
                + arguments.size()
                + "/"
                + arity
                + "), type 'string' expected"
                + where,
            at);
      }
      if (end == ')') {
        at++;
        return arguments;
      }
      throw new SyntaxException(
          "expected ')'" + (end == 0 ? "" : " before '" + text.substring(at) + "'") + where, at);
    }
  }

  private String argument() {
    StringBuilder argument = new StringBuilder();
    char quote = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote != 0) {
        argument.append(c);
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ',' || c == ')') {
        break;
      } else {
        argument.append(c);
      }
    }
    return argument.toString();
  }

  private boolean accept(String expected) {
    skipSpaces();
    boolean found = text.startsWith(expected, at);
    at += found ? expected.length() : 0;
    return found;
  }

  private void skipSpaces() {
    while (at < text.length() && LineLexer.isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
  }

  /** What a condition can ask. */
  private enum Predicate {
    DEFINED(1),
    FEATURE(1),
    STREQ(2),
    STRNEQ(2),
    STRSTR(2),
    VERSION_ATLEAST(1),
    VERSION_BEFORE(1),
    OPENSSL_VERSION_ATLEAST(1),
    OPENSSL_VERSION_BEFORE(1),
    SSLLIB_NAME_STARTSWITH(1),
    AWSLC_API_ATLEAST(1),
    AWSLC_API_BEFORE(1),
    ENABLED(1);

    private final int arity;

    Predicate(int arity) {
      this.arity = arity;
    }

    private static @Nullable Predicate named(String name) {
      for (Predicate predicate : values()) {
        if (predicate.name().toLowerCase(Locale.ROOT).equals(name)) {
          return predicate;
        }
      }
      return null;
    }

    private boolean test(String a, String b, Environment environment, ProgramFacts facts) {
      return switch (this) {
        case DEFINED -> environment.get(a) != null;
        case FEATURE -> facts.features().contains(a);
        case STREQ -> a.equals(b);
        case STRNEQ -> !a.equals(b);
        case STRSTR -> a.contains(b);
        case VERSION_ATLEAST -> compare(facts.version(), a) >= 0;
        case VERSION_BEFORE -> compare(facts.version(), a) < 0;
        case OPENSSL_VERSION_ATLEAST ->
            !facts.openSslVersion().isEmpty() && compare(facts.openSslVersion(), a) >= 0;
        case OPENSSL_VERSION_BEFORE ->
            !facts.openSslVersion().isEmpty() && compare(facts.openSslVersion(), a) < 0;
        case SSLLIB_NAME_STARTSWITH ->
            !facts.tlsLibrary().isEmpty() && facts.tlsLibrary().startsWith(a);
        case AWSLC_API_ATLEAST -> !facts.awsLcApi().isEmpty() && compare(facts.awsLcApi(), a) >= 0;
        case AWSLC_API_BEFORE -> !facts.awsLcApi().isEmpty() && compare(facts.awsLcApi(), a) < 0;
        case ENABLED -> facts.options().contains(a);
      };
    }

    private static int compare(String version, String other) {
      return new VersionNumber(version).compareTo(new VersionNumber(other));
    }
  }
}
