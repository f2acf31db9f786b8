package io.spillway.bench.maps;

import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.pattern.PatternView;
import io.spillway.rules.sample.SampleType;
import java.util.List;

/** Prints how long a map of a million entries takes to be made of its lines, and its memory. */
public final class MapLoading {
  private static final int ENTRIES = 1_000_000;
  private static final int ROUNDS = 4;

  private MapLoading() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (MatchMethod method :
        List.of(MatchMethod.STRING, MatchMethod.BEGIN, MatchMethod.END, MatchMethod.IP)) {
      List<PatternList.Line> lines = BigMap.lines(method, ENTRIES);
      double best = Double.MAX_VALUE;
      long memory = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long before = used();
        long start = System.nanoTime();
        PatternList list = new PatternList("big.map", true, lines);
        PatternView view = list.view("", method, false, false, SampleType.STRING);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
        memory = used() - before;
        if (view.method() != method || list.count() != ENTRIES) {
          throw new IllegalStateException("the map is not as long as its lines");
        }
      }
      System.out.printf(
          "%-6s %,d entries: %.2f s, %d MB beside the text of the lines%n",
          method.word(), ENTRIES, best, memory >> 20);
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
