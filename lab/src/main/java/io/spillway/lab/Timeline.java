package io.spillway.lab;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what happens with the seconds since the scenario began. Thread-safe. */
final class Timeline {
  private final PrintStream out;
  private final long begin = System.nanoTime();

  Timeline(String title, PrintStream out) {
    this.out = out;
    out.println();
    out.println(title);
  }

  /** Seconds since the beginning. */
  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Seconds from the beginning to a moment of {@link System#nanoTime}. */
  double secondsAt(long nanos) {
    return (nanos - begin) / 1e9;
  }

  /** Something happened now. */
  void tell(String what) {
    tell(seconds(), what);
  }

  /** Something happened at that time. */
  void tell(double seconds, String what) {
    synchronized (out) {
      out.println(String.format(Locale.ROOT, "  %8.3f s  %s", seconds, what));
      out.flush();
    }
  }
}
