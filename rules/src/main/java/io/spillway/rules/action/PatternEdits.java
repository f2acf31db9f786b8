package io.spillway.rules.action;

import static io.spillway.rules.RulesetKind.HTTP_AFTER_RESPONSE;
import static io.spillway.rules.RulesetKind.HTTP_REQUEST;
import static io.spillway.rules.RulesetKind.HTTP_RESPONSE;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.PatternLists;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Actions that change the patterns of ACLs and maps while requests go through: {@code
 * add-acl(file)} and its like. What is there already costs one look-up; for a real change see
 * {@link PatternList}.
 */
public final class PatternEdits {
  private static final RulesetKind[] ADDING = {HTTP_REQUEST, HTTP_RESPONSE};
  private static final RulesetKind[] ALL_KINDS = {HTTP_REQUEST, HTTP_RESPONSE, HTTP_AFTER_RESPONSE};

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.prefix(
              "add-acl", (word, a, p) -> edit(word, a, p, false, PatternEdits::add), ADDING),
          Action.Definition.prefix(
              "del-acl", (word, a, p) -> edit(word, a, p, false, PatternEdits::remove), ALL_KINDS),
          Action.Definition.prefix(
              "set-map", (word, a, p) -> edit(word, a, p, true, PatternList::put), ALL_KINDS),
          Action.Definition.prefix(
              "del-map", (word, a, p) -> edit(word, a, p, false, PatternEdits::remove), ALL_KINDS));

  private PatternEdits() {}

  /** Changes a list; the value is null for actions without one. */
  private interface Edit {
    void apply(PatternList list, String key, @Nullable String value);
  }

  private static void add(PatternList list, String key, @Nullable String value) {
    if (!list.has(key)) {
      list.add(null, List.of(new PatternList.Line(key, null)));
    }
  }

  private static void remove(PatternList list, String key, @Nullable String value) {
    if (list.has(key)) {
      list.remove(key);
    }
  }

  private static Action edit(
      String word, Arguments arguments, RuleParser parser, boolean hasValue, Edit edit) {
    int open = word.indexOf('(');
    if (open < 0 || !word.endsWith(")") || open + 2 == word.length()) {
      throw new RuleSyntaxException(
          "invalid or incomplete action '" + word + "' (expected: name(file))");
    }
    String file = word.substring(open + 1, word.length() - 1);
    LogFormat key = parser.logFormat(LogFormat.Use.HTTP, arguments);
    LogFormat value = hasValue ? parser.logFormat(LogFormat.Use.HTTP, arguments) : null;
    PatternLists lists = PatternLists.of(parser.scope().context());
    AtomicReference<@Nullable PatternList> list = new AtomicReference<>();
    parser
        .scope()
        .context()
        .later(
            diagnostics -> {
              PatternList named = lists.named(file);
              list.setPlain(named);
              if (named == null) {
                diagnostics.warning(
                    arguments.position(),
                    "'" + word + "': no ACL and no map uses this file, so the action fails.");
              }
            });
    return evaluation -> {
      PatternList changed = list.getPlain();
      if (changed == null) {
        return Verdict.REWRITE_FAILED;
      }
      String keyText = text(key, evaluation);
      try {
        edit.apply(changed, keyText, value == null ? null : text(value, evaluation));
      } catch (IllegalArgumentException e) {
        // The key is no pattern, or the value no value, for something that uses the list.
        return Verdict.CONTINUE;
      }
      return Verdict.CONTINUE;
    };
  }

  private static String text(LogFormat format, Evaluation evaluation) {
    ByteBuilder out = evaluation.sample().text();
    format.append(evaluation, out);
    return out.toString();
  }
}
