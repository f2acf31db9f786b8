package io.spillway.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What one subject showed in one row. Immutable.
 *
 * @param warmUp the load before it was measured
 * @param turns what it showed each time that it had its turn
 */
record Measurement(Row row, Subject subject, WarmUp.Result warmUp, List<Turn> turns) {
  /**
   * One run of load.
   *
   * @param used CPU time of the proxy
   */
  record Turn(Wrk.Result load, RunningProcess.Usage used) {
    /** CPU time in user space, microseconds a request. */
    double user() {
      return used.user() / Math.max(1.0, load.requests());
    }

    /** CPU time in the kernel, microseconds a request. */
    double system() {
      return used.system() / Math.max(1.0, load.requests());
    }

    double cpu() {
      return user() + system();
    }
  }

  /** The median of what its turns showed. */
  double median(ToDoubleFunction<Turn> figure) {
    return middle(turns.stream().mapToDouble(figure).toArray());
  }

  /**
   * The median of the ratios to {@code other}, each of two turns that followed each other: what
   * slows the machine for a while slows both.
   */
  double ratio(Measurement other, ToDoubleFunction<Turn> figure) {
    return middle(
        IntStream.range(0, turns.size())
            .mapToDouble(
                i -> figure.applyAsDouble(turns.get(i)) / figure.applyAsDouble(other.turns.get(i)))
            .toArray());
  }

  private static double middle(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Failed requests of all turns. */
  long errors() {
    return turns.stream().mapToLong(turn -> turn.load().errors()).sum();
  }
}
