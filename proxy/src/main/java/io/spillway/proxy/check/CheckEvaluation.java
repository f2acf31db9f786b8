package io.spillway.proxy.check;

import io.spillway.http.ResponseHead;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/** What the expressions of one run of a check are evaluated on. Confined to the run's thread. */
final class CheckEvaluation implements Evaluation {
  private final Check check;
  private final Sample sample = new Sample(CheckText.MAX_LENGTH);
  private final VariableStore variables = new VariableStore(CheckText.MAX_LENGTH, null);
  private final CheckBuffer received;

  CheckEvaluation(Check check, CheckBuffer received) {
    this.check = check;
    this.received = received;
  }

  @Override
  public Place place() {
    return Place.CHECK;
  }

  @Override
  public Sample sample() {
    return sample;
  }

  @Override
  public long wallClockMicros() {
    return System.currentTimeMillis() * 1000;
  }

  @Override
  public @Nullable VariableStore variables(VariableScope scope) {
    return scope == VariableScope.CHECK || scope == VariableScope.SESSION ? variables : null;
  }

  @Override
  public @Nullable ResponseHead response() {
    return received.head();
  }

  @Override
  public @Nullable ByteSlice responseBytes() {
    byte[] bytes = received.bytes();
    return new ByteSlice().set(bytes, 0, bytes.length);
  }

  @Override
  public String backendName() {
    String path = check.server().path();
    return path.substring(0, path.lastIndexOf('/'));
  }

  @Override
  public String serverName() {
    return check.server().name();
  }

  @Override
  public int serverStatus() {
    ResponseHead head = received.head();
    return head == null ? 0 : head.status();
  }
}
