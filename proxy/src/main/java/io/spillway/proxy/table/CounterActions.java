package io.spillway.proxy.table;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The actions that track keys and change what is kept for them. */
public final class CounterActions {
  private static final String TRACK = "track-sc";
  private static final long LARGEST_NUMBER = 0xffff_ffffL;

  /** All of them. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.prefix(
              TRACK,
              CounterActions::track,
              RulesetKind.TCP_REQUEST_CONNECTION,
              RulesetKind.TCP_REQUEST_SESSION,
              RulesetKind.TCP_REQUEST_CONTENT,
              RulesetKind.HTTP_REQUEST,
              RulesetKind.HTTP_RESPONSE),
          everywhere("sc-inc-gpc0", (w, a, p) -> increment(w, p, GeneralCounter.FIRST)),
          everywhere("sc-inc-gpc1", (w, a, p) -> increment(w, p, GeneralCounter.SECOND)),
          everywhere("sc-inc-gpc", (w, a, p) -> increment(w, p, GeneralCounter.INDEXED)),
          everywhere("sc-add-gpc", CounterActions::add),
          everywhere("sc-set-gpt0", (w, a, p) -> setTag(w, a, p, false)),
          everywhere("sc-set-gpt", (w, a, p) -> setTag(w, a, p, true)));

  private CounterActions() {}

  private static Action.Definition everywhere(String name, Action.Factory factory) {
    return Action.Definition.prefix(name, factory, RulesetKind.values());
  }

  private static Action track(String word, Arguments arguments, RuleParser parser) {
    StickTables tables = StickTables.of(parser.scope().context());
    int counter = counter(word.substring(TRACK.length()), tables);
    Expression expression = parser.expression(arguments);
    String name = arguments.accept("table") ? arguments.text("a table's name") : "";
    tables.use(counter);
    TableReference reference =
        tables.reference(
            name,
            parser.scope(),
            expression.output(),
            "'" + TRACK + counter + "' rule",
            arguments.position());
    RulesetKind kind = parser.kind();
    return evaluation -> track(evaluation, tables, counter, expression, reference.table(), kind);
  }

  private static Verdict track(
      Evaluation evaluation,
      StickTables tables,
      int counter,
      Expression expression,
      StickTable table,
      @Nullable RulesetKind kind) {
    Tracker tracker = evaluation.attachment(Tracker.class);
    if (tracker == null) {
      return Verdict.CONTINUE;
    }
    Tracking before = tracker.tracked();
    if (before != null && before.entry(counter) != null) {
      return Verdict.CONTINUE;
    }
    Sample sample = evaluation.sample();
    boolean found = expression.evaluate(evaluation, sample);
    if (kind == RulesetKind.TCP_REQUEST_CONTENT && sample.mayChange() && !evaluation.isFinal()) {
      return Verdict.WAIT;
    }
    long now = tracker.nowMillis();
    if (found) {
      Tracking tracking = tracker.tracking(tables.usedCounters());
      if (tracking.track(counter, table, sample, now) && kind != null && kind.isHttp()) {
        tracking.countRequest(counter, now);
        if (kind == RulesetKind.HTTP_RESPONSE) {
          tracking.countStatus(tables.statusClasses(), counter, evaluation.status(), now);
        }
      }
    }
    return Verdict.CONTINUE;
  }

  private static int counter(String text, StickTables tables) {
    if (text.matches("[0-9]{1,4}")) {
      int counter = Integer.parseInt(text);
      if (counter < tables.counters()) {
        return counter;
      }
    }
    throw new RuleSyntaxException(
        "invalid stick-counter track index '"
            + text
            + "' (expected: 0 to "
            + (tables.counters() - 1)
            + "; see 'tune.stick-counters')");
  }

  /** What stands in the parentheses of an action's word; the first counter where there are none. */
  private record Target(int element, int counter) {
    static Target of(String word, RuleParser parser, boolean isIndexed) {
      int open = word.indexOf('(');
      if (open < 0 && !isIndexed) {
        return new Target(0, 0);
      }
      String[] parts =
          open < 0 || !word.endsWith(")")
              ? new String[0]
              : word.substring(open + 1, word.length() - 1).split(",", -1);
      if (parts.length != (isIndexed ? 2 : 1)) {
        throw new RuleSyntaxException(
            "invalid or incomplete action '"
                + word
                + "' (expected: "
                + (open < 0 ? word : word.substring(0, open))
                + (isIndexed ? "(<index>,<stick-counter>))" : "(<stick-counter>))"));
      }
      StickTables tables = StickTables.of(parser.scope().context());
      int element = 0;
      if (isIndexed) {
        if (!parts[0].matches("[0-9]{1,2}")) {
          throw new RuleSyntaxException("invalid index '" + parts[0] + "' (expected: 0 to 99)");
        }
        element = Integer.parseInt(parts[0]);
      }
      return new Target(element, CounterActions.counter(parts[parts.length - 1], tables));
    }
  }

  private static Action increment(String word, RuleParser parser, GeneralCounter counter) {
    Target target = Target.of(word, parser, counter.isIndexed());
    return change(
        target, (table, entry, now) -> counter.add(table, entry, target.element(), 1, now));
  }

  private static Action add(String word, Arguments arguments, RuleParser parser) {
    Target target = Target.of(word, parser, true);
    Amount amount = amount(arguments, parser);
    return evaluation -> {
      long added = amount.of(evaluation);
      return added < 0
          ? Verdict.CONTINUE
          : change(
              evaluation,
              target,
              (table, entry, now) ->
                  GeneralCounter.INDEXED.add(table, entry, target.element(), added, now));
    };
  }

  private static Action setTag(
      String word, Arguments arguments, RuleParser parser, boolean isIndexed) {
    Target target = Target.of(word, parser, isIndexed);
    Amount amount = amount(arguments, parser);
    return evaluation -> {
      long value = amount.of(evaluation);
      return value < 0
          ? Verdict.CONTINUE
          : change(
              evaluation,
              target,
              (table, entry, now) -> {
                StoredData single = isIndexed ? null : table.stored(DataType.GPT0);
                StoredData stored = single == null ? table.stored(DataType.GPT) : single;
                if (stored != null && target.element() < stored.elements()) {
                  stored.set(entry, target.element(), value, now);
                  table.touch(entry, now);
                }
              });
    };
  }

  /** A number that the rule has, or finds out; -1 where there is none. */
  private interface Amount {
    long of(Evaluation evaluation);
  }

  private static Amount amount(Arguments arguments, RuleParser parser) {
    if (arguments.peek().matches("[0-9]+")) {
      long constant = arguments.longInteger("a number", 0, LARGEST_NUMBER);
      return evaluation -> constant;
    }
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      return expression.evaluateAs(SampleType.INTEGER, evaluation, sample)
          ? sample.number() & LARGEST_NUMBER
          : -1;
    };
  }

  /** Changes something of a tracked key. */
  private interface Change {
    void make(StickTable table, TableEntry entry, long now);
  }

  private static Action change(Target target, Change change) {
    return evaluation -> change(evaluation, target, change);
  }

  private static Verdict change(Evaluation evaluation, Target target, Change change) {
    Tracker tracker = evaluation.attachment(Tracker.class);
    Tracking tracking = tracker == null ? null : tracker.tracked();
    TableEntry entry = tracking == null ? null : tracking.entry(target.counter());
    StickTable table = tracking == null ? null : tracking.table(target.counter());
    if (tracker != null && entry != null && table != null) {
      change.make(table, entry, tracker.nowMillis());
    }
    return Verdict.CONTINUE;
  }
}
