package io.spillway.ops.dashboard;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A frontend, a backend or a server as browsers know it: what seldom changes, and what does all the
 * time, each with the version of the board in which it last changed. Guarded by the {@link Board}.
 */
final class Row {
  private final Supplier<String> fixed;
  private final Supplier<String> live;
  private @Nullable String lastFixed;
  private @Nullable String lastLive;
  private long fixedVersion;
  private long liveVersion;

  /**
   * A row that was not looked at yet.
   *
   * @param fixed what seldom changes, as JSON
   * @param live what changes all the time, as JSON
   */
  Row(Supplier<String> fixed, Supplier<String> live) {
    this.fixed = fixed;
    this.live = live;
  }

  /** Looks; whether something changed, which is what {@code version} is then about. */
  boolean refresh(long version) {
    String nowFixed = fixed.get();
    String nowLive = live.get();
    boolean hasChanged = false;
    if (!nowFixed.equals(lastFixed)) {
      lastFixed = nowFixed;
      fixedVersion = version;
      hasChanged = true;
    }
    if (!nowLive.equals(lastLive)) {
      lastLive = nowLive;
      liveVersion = version;
      hasChanged = true;
    }
    return hasChanged;
  }

  /** Adds what changed after {@code since}. */
  void write(long since, JsonText rows, JsonText numbers) {
    String nowFixed = lastFixed;
    String nowLive = lastLive;
    if (nowFixed != null && fixedVersion > since) {
      rows.addJson(nowFixed);
    }
    if (nowLive != null && liveVersion > since) {
      numbers.addJson(nowLive);
    }
  }
}
