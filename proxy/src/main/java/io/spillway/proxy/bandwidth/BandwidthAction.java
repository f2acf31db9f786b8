package io.spillway.proxy.bandwidth;

import io.spillway.config.Arguments;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.TableEntry;
import io.spillway.proxy.table.TableReference;
import io.spillway.proxy.table.Tracker;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code set-bandwidth-limit}: switches a filter of the proxy on for the stream. */
public final class BandwidthAction {
  /** The action. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of(
              "set-bandwidth-limit",
              BandwidthAction::compile,
              RulesetKind.TCP_REQUEST_CONTENT,
              RulesetKind.TCP_RESPONSE_CONTENT,
              RulesetKind.HTTP_REQUEST,
              RulesetKind.HTTP_RESPONSE));

  private static final Value UNCHANGED = new Value(0, null);

  private BandwidthAction() {}

  /** A number, or the expression that gives it. */
  private record Value(long fixed, @Nullable Expression expression) {
    long of(Evaluation evaluation, long otherwise) {
      if (expression == null) {
        return fixed > 0 ? fixed : otherwise;
      }
      Sample sample = evaluation.sample();
      return expression.evaluateAs(SampleType.INTEGER, evaluation, sample) && sample.number() > 0
          ? sample.number()
          : otherwise;
    }
  }

  private static Action compile(String word, Arguments arguments, RuleParser parser) {
    if (!arguments.hasNext()) {
      throw new RuleSyntaxException("missing bandwidth limitation filter name");
    }
    String name = arguments.text("a filter's name");
    Value limit = UNCHANGED;
    Value period = UNCHANGED;
    while (arguments.hasNext()) {
      if (arguments.accept("limit")) {
        limit = value(arguments, parser, true);
      } else if (arguments.accept("period")) {
        period = value(arguments, parser, false);
      } else {
        break;
      }
    }
    BandwidthFilters.Reference reference =
        BandwidthFilters.of(parser.scope().context())
            .reference(
                parser.scope().name(),
                name,
                arguments.position(),
                limit != UNCHANGED || period != UNCHANGED);
    Value bytes = limit;
    Value millis = period;
    return evaluation -> {
      BandwidthFilter filter = reference.filter();
      ThrottledStream stream = evaluation.attachment(ThrottledStream.class);
      Tracker clock = evaluation.attachment(Tracker.class);
      if (filter != null && stream != null && clock != null) {
        Throttle throttle = stream.throttle(filter.direction());
        long now = clock.nowMillis();
        if (filter.isShared()) {
          share(filter, throttle, evaluation, now);
        } else {
          throttle.limit(
              filter,
              bytes.of(evaluation, filter.limit()),
              (int) Math.min(millis.of(evaluation, filter.periodMillis()), Integer.MAX_VALUE));
        }
      }
      return Verdict.CONTINUE;
    };
  }

  private static void share(
      BandwidthFilter filter, Throttle throttle, Evaluation evaluation, long now) {
    Expression key = filter.key();
    TableReference reference = filter.table();
    Sample sample = evaluation.sample();
    if (key != null && reference != null && key.evaluate(evaluation, sample)) {
      StickTable table = reference.table();
      TableEntry entry = table.acquire(sample, now);
      if (entry != null) {
        throttle.share(filter, table, entry, now);
      }
    }
  }

  private static Value value(Arguments arguments, RuleParser parser, boolean isSize) {
    String word = arguments.peek();
    if (word.isEmpty() || !Character.isDigit(word.charAt(0))) {
      return new Value(0, parser.expression(arguments));
    }
    long fixed = isSize ? arguments.size() : arguments.time(TimeUnit.MILLISECONDS).toMillis();
    if (fixed == 0) {
      throw new RuleSyntaxException(
          (isSize ? "limit" : "period") + " value must be greater than 0");
    }
    return new Value(fixed, null);
  }
}
