package io.spillway.bench.maps;

import io.spillway.rules.pattern.MatchMethod;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long one change of a map takes, with its percentiles: a key is added, another removed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx6g", "-XX:+UseCompactObjectHeaders"})
public class MapChanges {
  /** How many keys the map has. */
  @Param({"1000000"})
  public int entries;

  /** How they are compared. */
  @Param({"STRING", "BEGIN", "END", "IP"})
  public MatchMethod method = MatchMethod.STRING;

  private @Nullable BigMap map;
  private int next;

  /** Makes the map. */
  @Setup(Level.Trial)
  public void fill() {
    map = new BigMap(method, entries, true);
    next = 0;
  }

  /** Adds a key that is not there. */
  @Benchmark
  public void add() {
    BigMap filled = map;
    if (filled != null) {
      filled.list().put(BigMap.key(method, entries + next++), "added");
    }
  }

  /** Gives a key that is there another value. */
  @Benchmark
  public void set() {
    BigMap filled = map;
    if (filled != null) {
      int now = next++;
      filled.list().put(BigMap.key(method, now % entries), "value-" + now);
    }
  }
}
