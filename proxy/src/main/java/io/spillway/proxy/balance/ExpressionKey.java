package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;

/**
 * {@code balance hash}: the value of an expression.
 *
 * @param expression the expression
 */
record ExpressionKey(Expression expression) implements HashKey {
  @Override
  public long hash(BalanceInput input, HashType type) {
    Evaluation evaluation = input.evaluation();
    if (evaluation == null) {
      return Balancer.NO_HASH;
    }
    Sample sample = evaluation.sample();
    if (!expression.evaluateAs(SampleType.BINARY, evaluation, sample)) {
      return Balancer.NO_HASH;
    }
    return type.hash(sample.bytes(), sample.offset(), sample.offset() + sample.length());
  }
}
