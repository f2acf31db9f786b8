package io.spillway.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * Loads a proxy before it is measured. One whose code is compiled while it runs is loaded in short
 * runs until its CPU time per request has come to rest: a virtual machine that has never seen
 * connections end compiles its code for connections that do not, and again when they do. Confined
 * to one thread.
 */
final class WarmUp {
  private static final int ALIKE = 3;
  private static final double TOLERANCE = 1.03;
  private static final int RUNS = 5;
  private static final int LONGEST = 3;

  private final Wrk wrk;
  private final int seconds;

  /**
   * Warms up with this load.
   *
   * @param seconds five short runs; it gives up after three times as long
   */
  WarmUp(Wrk wrk, int seconds) {
    this.wrk = wrk;
    this.seconds = seconds;
  }

  /** How long it loaded, and whether the proxy had come to rest then. Immutable. */
  record Result(int seconds, boolean steady) {
    @Override
    public String toString() {
      return steady ? seconds + " s" : seconds + " s, not steady";
    }
  }

  /** Loads a proxy as the row does: for a second, or until it is steady. */
  Result of(Lane lane, Row row) throws IOException, InterruptedException {
    if (!lane.subject().needsWarmUp()) {
      lane.run(wrk, row, 1);
      return new Result(1, true);
    }
    int one = Math.max(1, seconds / RUNS);
    Deque<Double> latest = new ArrayDeque<>();
    int done = 0;
    while (done < seconds * LONGEST) {
      Measurement.Turn turn = lane.run(wrk, row, one);
      done += one;
      latest.addLast(turn.cpu());
      if (latest.size() > ALIKE) {
        latest.removeFirst();
      }
      if (latest.size() == ALIKE && Collections.max(latest) < Collections.min(latest) * TOLERANCE) {
        return new Result(done, true);
      }
    }
    return new Result(done, false);
  }
}
