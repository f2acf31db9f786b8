package io.spillway.rules;

import io.spillway.config.KeywordClass;
import io.spillway.config.Reference;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.pattern.PatternView;
import io.spillway.rules.sample.SampleCasts;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows an ACL's name: {@code <criterion> [flags] [operator] <value>…} (configuration
 * manual, chapter 7.1).
 */
final class AclParser {
  private static final Pattern VERSIONS =
      Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:[:-]([0-9]{1,4})\\.([0-9]{1,4}))?");

  private final RuleScope scope;
  private final List<String> patterns = new ArrayList<>();
  private @Nullable MatchMethod method;
  private boolean ignoreCase;
  private boolean resolve = true;
  private boolean mapFile;
  private String uniqueId = "";
  private final List<String> files = new ArrayList<>();

  AclParser(RuleScope scope) {
    this.scope = scope;
  }

  /** Reads a test; {@code words} begin with the criterion. */
  Acl.Test parse(List<String> words) {
    Expression expression = criterion(words.getFirst());
    if (method == null) {
      method = MatchMethod.natural(expression.output());
    }
    int next = flags(words);
    if (method == null) {
      throw new RuleSyntaxException(
          "acl keyword '"
              + words.getFirst()
              + "' : unable to find a matching method for type '"
              + expression.output().word()
              + "'");
    }
    if (!SampleCasts.isPossible(expression.output(), method.input())) {
      throw new RuleSyntaxException(
          "matching method '"
              + method.word()
              + "' cannot be used with fetch keyword '"
              + expression
              + "'");
    }
    values(words.subList(next, words.size()), words.getFirst().matches("req[._]ssl_ver"));
    try {
      return new Acl.Test(expression, views(words.getFirst(), method));
    } catch (IllegalArgumentException e) {
      throw new RuleSyntaxException(e.getMessage() + " in '" + words.getFirst() + "'");
    }
  }

  private List<PatternView> views(String criterion, MatchMethod by) {
    PatternLists lists = PatternLists.of(scope.context());
    List<PatternView> views = new ArrayList<>();
    String use = PatternLists.use("by acl", scope.position());
    for (String file : files) {
      views.add(lists.file(file, mapFile).view(use, by, ignoreCase, resolve, null));
    }
    PatternList own = lists.inline(patterns);
    if (!uniqueId.isEmpty()) {
      lists.number(own, uniqueId);
    }
    String line =
        "acl '%s' file '%s' line %d"
            .formatted(criterion, scope.position().file(), scope.position().line());
    views.add(own.view(line, by, ignoreCase, resolve, null));
    return views;
  }

  private Expression criterion(String word) {
    ExpressionParser parser = new ExpressionParser(scope, word);
    String name = parser.name();
    RuleRegistry registry = scope.context().registry();
    AclName derived = registry.aclName(name);
    Fetch fetch = registry.fetch(derived == null ? name : derived.fetch());
    if (fetch == null) {
      throw Reference.entry(KeywordClass.SAMPLE_FETCH, name) != null
              || Reference.entry(KeywordClass.ACL, name) != null
          ? new RuleSyntaxException(
              "ACL criterion '" + name + "' of HAProxy's is not implemented in Spillway")
          : new RuleSyntaxException(
              "unknown fetch method '" + name + "' in ACL expression '" + word + "'");
    }
    Expression expression = parser.finish(word, fetch, null);
    if (derived != null && (derived.method() != MatchMethod.STRING || !hasConverter(word))) {
      method = derived.method();
    }
    return expression;
  }

  private static boolean hasConverter(String word) {
    int close = word.lastIndexOf(')');
    return word.indexOf(',', Math.max(close, 0)) >= 0 || word.indexOf("),") >= 0;
  }

  /** Reads the flags; gives the index of the word after them. */
  private int flags(List<String> words) {
    int i = 1;
    while (i < words.size() && words.get(i).startsWith("-")) {
      String flag = words.get(i);
      switch (flag) {
        case "-i" -> ignoreCase = true;
        case "-n" -> resolve = false;
        case "-u" -> uniqueId = argument(words, ++i, flag);
        case "-f" -> files.add(argument(words, ++i, flag));
        case "-M" -> mapFile = true;
        case "-m" -> {
          String name = argument(words, ++i, flag);
          MatchMethod chosen = MatchMethod.of(name);
          if (chosen == null) {
            throw new RuleSyntaxException("unknown matching method '" + name + "'");
          }
          method = chosen;
        }
        case "--" -> {
          return i + 1;
        }
        default -> {
          return i;
        }
      }
      i++;
    }
    return i;
  }

  private static String argument(List<String> words, int index, String flag) {
    if (index >= words.size()) {
      throw new RuleSyntaxException("flag '" + flag + "' expects an argument");
    }
    return words.get(index);
  }

  /** Reads the values, with the operators that may precede numbers. */
  private void values(List<String> words, boolean areVersions) {
    String operator = "eq";
    for (String word : words) {
      if (method != null && method.isNumeric()) {
        if (List.of("eq", "ge", "gt", "le", "lt").contains(word)) {
          operator = word;
          continue;
        }
        patterns.add(range(operator, areVersions ? versions(word) : word));
      } else {
        patterns.add(word);
      }
    }
  }

  /** A version as {@code req.ssl_ver} tells it, or a range of them: {@code 3.1:3.3}. */
  private static String versions(String word) {
    Matcher versions = VERSIONS.matcher(word);
    if (!versions.matches()) {
      throw new RuleSyntaxException(
          "'" + word + "' is not a version or a range of versions, such as '3.1' or '3.1:3.3'");
    }
    long low = version(versions.group(1), versions.group(2));
    return versions.group(3) == null
        ? Long.toString(low)
        : low + ":" + version(versions.group(3), versions.group(4));
  }

  private static long version(String major, String minor) {
    return Long.parseLong(major) << 16 | Long.parseLong(minor);
  }

  private static String range(String operator, String word) {
    if (operator.equals("eq")) {
      return word;
    }
    if (word.indexOf(':') >= 0) {
      throw new RuleSyntaxException(
          "the operator '" + operator + "' cannot be used with the range '" + word + "'");
    }
    long value;
    try {
      value = Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw new RuleSyntaxException("'" + word + "' is not a number");
    }
    return switch (operator) {
      case "ge" -> value + ":";
      case "gt" -> value + 1 + ":";
      case "le" -> ":" + value;
      default -> ":" + (value - 1);
    };
  }
}
