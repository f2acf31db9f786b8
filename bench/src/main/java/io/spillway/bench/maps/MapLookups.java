package io.spillway.bench.maps;

import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternItem;
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

/** What one lookup costs, of a value that is there or not, in random order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx6g", "-XX:+UseCompactObjectHeaders"})
public class MapLookups {
  /** How many keys the map has. */
  @Param({"1000000"})
  public int entries;

  /** How they are compared. */
  @Param({"STRING", "BEGIN", "END", "IP"})
  public MatchMethod method = MatchMethod.STRING;

  /** Whether the values are in the map. */
  @Param({"true", "false"})
  public boolean found;

  private @Nullable BigMap map;

  /** Makes the map. */
  @Setup(Level.Trial)
  public void fill() {
    map = new BigMap(method, entries, found);
  }

  /** Looks one value up. */
  @Benchmark
  public @Nullable PatternItem lookUp() {
    BigMap filled = map;
    return filled == null ? null : filled.find();
  }
}
