package io.spillway.rules;

import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fetch and the converters after it, compiled. Immutable; run by any thread, each with its own
 * {@link Sample}.
 */
public final class Expression {
  private final String text;
  private final Fetch fetch;
  private final Fetcher fetcher;
  private final Conversion[] conversions;
  private final SampleType[] inputs;
  private final SampleType output;
  private final @Nullable Sample constant;

  /** A converter in the chain. */
  record Step(Converter converter, Conversion conversion) {}

  Expression(
      String text, Fetch fetch, Fetcher fetcher, List<Step> steps, SampleType output, int limit) {
    this.text = text;
    this.fetch = fetch;
    this.fetcher = fetcher;
    this.conversions = steps.stream().map(Step::conversion).toArray(Conversion[]::new);
    this.inputs = steps.stream().map(step -> step.converter().input()).toArray(SampleType[]::new);
    this.output = output;
    this.constant = fold(steps, limit);
  }

  private @Nullable Sample fold(List<Step> steps, int limit) {
    if (!fetcher.isConstant() || !steps.stream().allMatch(step -> step.converter().isPure())) {
      return null;
    }
    Sample sample = new Sample(limit);
    return next(NoEvaluation.INSTANCE, sample) ? sample.copy() : null;
  }

  /** The type of the values; {@link SampleType#ANY} where only the value tells. */
  public SampleType output() {
    return output;
  }

  /** The fetch that the expression begins with. */
  public Fetch fetch() {
    return fetch;
  }

  /** Whether the value is the same for every evaluation. */
  public boolean isConstant() {
    return constant != null;
  }

  /** Puts the value into {@code into}; false where there is none. */
  public boolean evaluate(Evaluation evaluation, Sample into) {
    into.begin(false);
    return constant == null ? next(evaluation, into) : into.set(constant);
  }

  /** As {@link #evaluate}, of which {@link #next} then gives the further values. */
  public boolean evaluateFirst(Evaluation evaluation, Sample into) {
    into.begin(true);
    return constant == null ? next(evaluation, into) : into.set(constant);
  }

  /** Puts the value into {@code into} as one of type {@code type}; false where there is none. */
  public boolean evaluateAs(SampleType type, Evaluation evaluation, Sample into) {
    return evaluate(evaluation, into) && into.cast(type);
  }

  /** Puts the next of several values into {@code into}, while {@link Sample#hasMore} says so. */
  public boolean next(Evaluation evaluation, Sample into) {
    if (!fetcher.fetch(evaluation, into)) {
      return false;
    }
    for (int i = 0; i < conversions.length; i++) {
      if (!into.cast(inputs[i]) || !conversions[i].convert(evaluation, into)) {
        return false;
      }
    }
    return true;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
