package io.spillway.rules;

import io.spillway.rules.pattern.PatternView;
import io.spillway.rules.sample.Sample;
import java.util.Arrays;
import java.util.List;

/**
 * A named or anonymous ACL: tests of which one must hold. Filled while the configuration is read,
 * immutable afterwards and then run by any thread.
 */
public final class Acl {
  /** What is false, and stays false whatever data comes. The three values combine by {@code &}. */
  static final int FALSE = 0;

  /** What may become true when more data comes. */
  static final int UNKNOWN = 1;

  /** What is true. */
  static final int TRUE = 3;

  private final String name;
  private Test[] tests = {};

  /**
   * One {@code acl} line: an expression and what its values are compared with: files, own words.
   */
  record Test(Expression expression, List<PatternView> patterns) {
    private boolean matches(Sample sample) {
      for (int i = 0; i < patterns.size(); i++) {
        if (patterns.get(i).current().matches(sample)) {
          return true;
        }
      }
      return false;
    }
  }

  Acl(String name) {
    this.name = name;
  }

  /** The name, empty for an anonymous one. */
  public String name() {
    return name;
  }

  void add(Test test) {
    tests = Arrays.copyOf(tests, tests.length + 1);
    tests[tests.length - 1] = test;
  }

  Test[] tests() {
    return tests;
  }

  /** Whether one of the tests holds: {@link #TRUE}, {@link #FALSE} or {@link #UNKNOWN}. */
  int evaluate(Evaluation evaluation, Sample sample) {
    int result = FALSE;
    for (Test test : tests) {
      result |= evaluate(test, evaluation, sample);
      if (result == TRUE) {
        return TRUE;
      }
    }
    return result;
  }

  /** The name, or what is compared, with the value that was found. */
  String described(Evaluation evaluation) {
    StringBuilder text = new StringBuilder(name.isEmpty() ? "{" : name + " {");
    for (Test test : tests) {
      Sample sample = evaluation.sample();
      boolean found = test.expression().evaluateFirst(evaluation, sample);
      text.append(' ')
          .append(test.expression())
          .append(found ? " = '" + sample + "'" : " has no value");
    }
    return text.append(" }").toString();
  }

  private static int evaluate(Test test, Evaluation evaluation, Sample sample) {
    boolean found = test.expression().evaluateFirst(evaluation, sample);
    while (found) {
      if (test.matches(sample)) {
        return TRUE;
      }
      if (!sample.hasMore()) {
        break;
      }
      found = test.expression().next(evaluation, sample);
    }
    return sample.mayChange() && !evaluation.isFinal() ? UNKNOWN : FALSE;
  }
}
