package io.spillway.rules;

import io.spillway.rules.sample.Sample;

/** The surroundings of expressions that depend on nothing: used to compute constants. */
enum NoEvaluation implements Evaluation {
  INSTANCE;

  @Override
  public Place place() {
    return Place.CONFIGURATION;
  }

  @Override
  public Sample sample() {
    throw new UnsupportedOperationException("a constant is evaluated in its own sample");
  }

  @Override
  public long wallClockMicros() {
    return 0;
  }
}
