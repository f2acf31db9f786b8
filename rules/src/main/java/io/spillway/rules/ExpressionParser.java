package io.spillway.rules;

import io.spillway.config.KeywordClass;
import io.spillway.config.Reference;
import io.spillway.rules.sample.SampleCasts;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions: {@code fetch(argument,…),converter(argument,…),…}. Arguments may be quoted
 * within the word by either quote; a backslash takes the meaning from a space, a quote, a comma or
 * a parenthesis after it (configuration manual, chapter 2.2).
 */
final class ExpressionParser {
  private final RuleScope scope;
  private final String text;
  private int at;

  ExpressionParser(RuleScope scope, String text) {
    this.scope = scope;
    this.text = text;
  }

  /**
   * Reads the whole text, and of the words after it those that are converters.
   *
   * @param following gives the word after and, asked with true, takes it; null for no more words
   */
  static Expression parse(RuleScope scope, String word, @Nullable FollowingWords following) {
    ExpressionParser parser = new ExpressionParser(scope, word);
    String name = parser.name();
    Fetch fetch = scope.context().registry().fetch(name);
    if (fetch == null) {
      throw parser.unknownFetch(name);
    }
    return parser.finish(word, fetch, following);
  }

  /** The words after the one that holds an expression. */
  interface FollowingWords {
    /** The next word, not taken; empty at the end. */
    String peek();

    /** Takes it. */
    void take();
  }

  /** Reads a fetch's arguments and the converters, from after the fetch's name. */
  Expression finish(String whole, Fetch fetch, @Nullable FollowingWords following) {
    Fetch.Fetcher fetcher = compileFetch(fetch);
    List<Expression.Step> steps = new ArrayList<>();
    SampleType type = fetch.output();
    StringBuilder written = new StringBuilder(whole);
    type = readConverters(steps, type);
    while (following != null && isConverter(following.peek())) {
      String word = following.peek();
      following.take();
      written.append(' ').append(word);
      ExpressionParser rest = new ExpressionParser(scope, "," + word);
      type = rest.readConverters(steps, type);
    }
    return new Expression(
        written.toString(), fetch, fetcher, steps, type, scope.context().bufferSize());
  }

  private boolean isConverter(String word) {
    int end = 0;
    while (end < word.length() && isNameCharacter(word.charAt(end))) {
      end++;
    }
    return end > 0
        && (end == word.length() || word.charAt(end) == '(' || word.charAt(end) == ',')
        && scope.context().registry().converter(word.substring(0, end)) != null;
  }

  private Fetch.Fetcher compileFetch(Fetch fetch) {
    return explained(
        "invalid args in sample fetch '" + fetch.name() + "'",
        () ->
            fetch
                .factory()
                .compile(
                    new CallArguments(
                        fetch.name(), fetch.signature(), arguments(fetch.signature()), scope)));
  }

  private SampleType readConverters(List<Expression.Step> steps, SampleType from) {
    SampleType type = from;
    while (at < text.length()) {
      if (text.charAt(at) != ',') {
        throw new RuleSyntaxException(
            "unexpected text '" + text.substring(at) + "' after '" + text.substring(0, at) + "'");
      }
      at++;
      if (at == text.length()) {
        break;
      }
      String name = name();
      Converter converter = scope.context().registry().converter(name);
      if (converter == null) {
        throw unknownConverter(name);
      }
      if (!SampleCasts.isPossible(type, converter.input())) {
        throw new RuleSyntaxException("converter '" + name + "' cannot be applied");
      }
      Converter.Conversion conversion =
          explained(
              "invalid args in converter '" + name + "'",
              () ->
                  converter
                      .factory()
                      .compile(
                          new CallArguments(
                              name,
                              converter.signature(),
                              arguments(converter.signature()),
                              scope)));
      steps.add(new Expression.Step(converter, conversion));
      if (converter.output() != SampleType.SAME) {
        type = converter.output();
      }
    }
    return type;
  }

  private static <T> T explained(String context, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuleSyntaxException e) {
      throw new RuleSyntaxException(context + " : " + e.getMessage());
    }
  }

  /** Reads the characters that names are made of. */
  String name() {
    int start = at;
    while (at < text.length() && isNameCharacter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isNameCharacter(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '+'
        || c == ':';
  }

  /** Reads an argument list in parentheses; empty where there is none. */
  private List<String> arguments(Signature signature) {
    List<String> arguments = new ArrayList<>();
    if (at == text.length() || text.charAt(at) != '(') {
      return arguments;
    }
    at++;
    if (at < text.length() && text.charAt(at) == ')') {
      at++;
      if (signature.required() > 0) {
        arguments.add("");
      }
      return arguments;
    }
    while (true) {
      arguments.add(argument());
      if (at == text.length()) {
        throw new RuleSyntaxException("missing closing ')' after arguments");
      }
      if (text.charAt(at++) == ')') {
        return arguments;
      }
    }
  }

  private String argument() {
    StringBuilder argument = new StringBuilder();
    char quote = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (quote == 0 && (c == ',' || c == ')')) {
        return argument.toString();
      }
      at++;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && at < text.length()) {
        at = unescape(at, argument);
      } else {
        argument.append(c);
      }
    }
    if (quote != 0) {
      throw new RuleSyntaxException("unmatched quote in '" + text + "'");
    }
    return argument.toString();
  }

  private int unescape(int index, StringBuilder argument) {
    char c = text.charAt(index);
    switch (c) {
      case 'r' -> argument.append('\r');
      case 'n' -> argument.append('\n');
      case 't' -> argument.append('\t');
      case '\\', ' ', '"', '\'' -> argument.append(c);
      default -> {
        argument.append('\\');
        return index;
      }
    }
    return index + 1;
  }

  private RuleSyntaxException unknownFetch(String name) {
    if (name.isEmpty()) {
      return new RuleSyntaxException("missing fetch method");
    }
    return unknown("fetch method", name, KeywordClass.SAMPLE_FETCH);
  }

  private RuleSyntaxException unknownConverter(String name) {
    return name.isEmpty()
        ? new RuleSyntaxException("missing converter after '" + text.substring(0, at) + "'")
        : unknown("converter", name, KeywordClass.CONVERTER);
  }

  private RuleSyntaxException unknown(String what, String name, KeywordClass keywordClass) {
    if (Reference.entry(keywordClass, name) != null) {
      return new RuleSyntaxException(
          what + " '" + name + "' of HAProxy's is not implemented in Spillway");
    }
    return new RuleSyntaxException("unknown " + what + " '" + name + "'");
  }

  /** Refuses an expression whose fetch has nothing to read at any of {@code places}. */
  static void checkPlaces(Expression expression, Collection<Place> places) {
    Source source = expression.fetch().source();
    if (!places.isEmpty() && places.stream().noneMatch(source::isAt)) {
      throw new RuleSyntaxException(
          "fetch method '"
              + expression
              + "' extracts information from '"
              + source.description()
              + "', none of which is available here");
    }
  }
}
