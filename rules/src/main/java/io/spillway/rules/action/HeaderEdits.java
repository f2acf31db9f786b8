package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternSet;
import io.spillway.rules.pattern.Regex;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Actions that change the headers of the message that is being worked on. */
public final class HeaderEdits {
  private static final RulesetKind[] HTTP = {
    RulesetKind.HTTP_REQUEST, RulesetKind.HTTP_RESPONSE, RulesetKind.HTTP_AFTER_RESPONSE
  };

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of("set-header", (w, a, p) -> write(a, p, true), HTTP),
          Action.Definition.of("add-header", (w, a, p) -> write(a, p, false), HTTP),
          Action.Definition.of("del-header", HeaderEdits::delete, HTTP),
          Action.Definition.of("replace-header", (w, a, p) -> replace(a, p, true), HTTP),
          Action.Definition.of("replace-value", (w, a, p) -> replace(a, p, false), HTTP));

  private HeaderEdits() {}

  /** The head that rules of {@code kind} change. */
  static @Nullable Head head(Evaluation evaluation, @Nullable RulesetKind kind) {
    return kind == RulesetKind.HTTP_REQUEST ? evaluation.request() : evaluation.response();
  }

  /** What follows a change that found room, or did not. */
  static Verdict done(boolean succeeded, Evaluation evaluation) {
    return succeeded || !evaluation.isStrictRewriting() ? Verdict.CONTINUE : Verdict.REWRITE_FAILED;
  }

  /** HAProxy writes the names of headers in lower case. */
  static HeaderName name(Arguments arguments) {
    return HeaderName.of(arguments.text("a header name").toLowerCase(Locale.ROOT));
  }

  private static Action write(Arguments arguments, RuleParser parser, boolean replaces) {
    RulesetKind kind = parser.kind();
    HeaderName name = name(arguments);
    LogFormat format = parser.logFormat(LogFormat.Use.HTTP, arguments);
    return evaluation -> {
      Head head = head(evaluation, kind);
      if (head == null) {
        return Verdict.CONTINUE;
      }
      ByteBuilder value = evaluation.sample().text();
      format.append(evaluation, value);
      boolean done =
          replaces
              ? head.set(name, value.array(), 0, value.length())
              : head.add(name, value.array(), 0, value.length());
      return done(done && !value.overflowed(), evaluation);
    };
  }

  private static Action delete(String word, Arguments arguments, RuleParser parser) {
    RulesetKind kind = parser.kind();
    Word name = arguments.word("a header name");
    if (!arguments.accept("-m")) {
      HeaderName exact = HeaderName.of(name.text());
      return evaluation -> {
        Head head = head(evaluation, kind);
        if (head != null) {
          head.removeAll(exact);
        }
        return Verdict.CONTINUE;
      };
    }
    String method = arguments.text("a matching method");
    if (!List.of("str", "beg", "end", "sub", "reg").contains(method)) {
      throw new RuleSyntaxException(
          "'del-header' : unknown match method '"
              + method
              + "' (expected: str, beg, end, sub or reg)");
    }
    MatchMethod chosen = MatchMethod.of(method);
    PatternSet pattern = names(chosen == null ? MatchMethod.STRING : chosen, name.text());
    return evaluation -> {
      Head head = head(evaluation, kind);
      if (head != null) {
        deleteMatching(head, pattern, evaluation.sample());
      }
      return Verdict.CONTINUE;
    };
  }

  private static PatternSet names(MatchMethod method, String pattern) {
    try {
      return PatternSet.of(method, true, List.of(pattern));
    } catch (IllegalArgumentException e) {
      throw new RuleSyntaxException(String.valueOf(e.getMessage()));
    }
  }

  private static void deleteMatching(Head head, PatternSet pattern, Sample sample) {
    for (int i = 0; i < head.headerCount(); i++) {
      if (!head.isRemoved(i)) {
        int start = head.nameStart(i);
        sample.string(head.bytes(), start, head.nameEnd(i) - start);
        if (pattern.matches(sample)) {
          head.remove(i);
        }
      }
    }
  }

  private static Action replace(Arguments arguments, RuleParser parser, boolean wholeLine) {
    RulesetKind kind = parser.kind();
    HeaderName name = HeaderName.of(arguments.text("a header name"));
    Regex regex = regex(arguments);
    LogFormat format = parser.logFormat(LogFormat.Use.HTTP, arguments);
    return evaluation -> {
      Head head = head(evaluation, kind);
      boolean done = true;
      for (int i = head == null ? -1 : head.find(name, -1); i >= 0 && head != null; ) {
        done &=
            wholeLine
                ? replaceLine(head, i, regex, format, evaluation)
                : replaceValues(head, i, regex, format, evaluation);
        i = head.find(name, i);
      }
      return done(done, evaluation);
    };
  }

  /** Reads a regular expression. */
  static Regex regex(Arguments arguments) {
    try {
      return Regex.compile(arguments.text("a regular expression"), false);
    } catch (IllegalArgumentException e) {
      throw new RuleSyntaxException(String.valueOf(e.getMessage()));
    }
  }

  private static boolean replaceLine(
      Head head, int index, Regex regex, LogFormat format, Evaluation evaluation) {
    int start = head.valueStart(index);
    Regex.Search search = regex.search(head.bytes(), start, head.valueEnd(index) - start);
    if (!search.find(0)) {
      return true;
    }
    ByteBuilder template = evaluation.sample().text();
    format.append(evaluation, template);
    ByteBuilder value = evaluation.sample().scratch();
    Regex.expand(template.array(), 0, template.length(), search, head.bytes(), start, value);
    return !value.overflowed() && head.setValue(index, value.array(), 0, value.length());
  }

  /** Replaces those of the values between commas that match. */
  private static boolean replaceValues(
      Head head, int index, Regex regex, LogFormat format, Evaluation evaluation) {
    byte[] bytes = head.bytes();
    int lineEnd = head.valueEnd(index);
    ByteBuilder template = evaluation.sample().text();
    format.append(evaluation, template);
    ByteBuilder line = evaluation.sample().scratch();
    boolean changed = false;
    int at = head.valueStart(index);
    while (at <= lineEnd) {
      int end = endOfValue(bytes, at, lineEnd);
      int start = at;
      int stop = end;
      while (start < stop && isBlank(bytes[start])) {
        start++;
      }
      while (stop > start && isBlank(bytes[stop - 1])) {
        stop--;
      }
      Regex.Search search = regex.search(bytes, start, stop - start);
      if (search.find(0)) {
        changed = true;
        Regex.expand(template.array(), 0, template.length(), search, bytes, start, line);
      } else {
        line.append(bytes, at, stop - at);
      }
      line.append(bytes, stop, Math.min(end + 1, lineEnd) - stop);
      at = end + 1;
    }
    return !changed || !line.overflowed() && head.setValue(index, line.array(), 0, line.length());
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static int endOfValue(byte[] bytes, int from, int end) {
    boolean quoted = false;
    for (int i = from; i < end; i++) {
      if (bytes[i] == '"') {
        quoted = !quoted;
      } else if (quoted && bytes[i] == '\\') {
        i++;
      } else if (bytes[i] == ',' && !quoted) {
        return i;
      }
    }
    return end;
  }
}
