package io.spillway.ops.watch;

import java.util.Locale;

/**
 * What a watched process shall not have more of. Immutable.
 *
 * @param what it is about
 * @param value the most there may be; of what is counted in percent, a percentage
 * @param isShare whether {@code value} is a percentage of the most that is possible
 */
public record Limit(What what, double value, boolean isShare) {
  /** What can be limited. */
  public enum What {
    /** Connections of clients; the most possible is {@code maxconn} of the process. */
    CONNECTIONS("connections", false),
    /** Open descriptors; the most possible is what the system allows the process. */
    DESCRIPTORS("descriptors", true),
    /** Requests that wait in queues, of all backends together. */
    QUEUE("requests in queues", false),
    /** Bytes of memory that are resident; the most possible is the machine's memory. */
    MEMORY("bytes of memory", true),
    /** Percent of a processor, as top(1) tells it; 100 for each processor that is busy. */
    CPU("% of a processor", true);

    private final String unit;
    private final boolean isLocal;

    What(String unit, boolean isLocal) {
      this.unit = unit;
      this.isLocal = isLocal;
    }

    /** Its word in configurations. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only the system that the process runs on can tell. */
    boolean isLocal() {
      return isLocal;
    }
  }

  /** The kind of problem that passing it is. */
  String kind() {
    return what.word() + "-high";
  }

  /** Whether {@code used} of {@code possible} are too many; {@code possible} is 0 if unknown. */
  boolean isPassed(Used used) {
    return isShare
        ? used.possible() > 0 && used.used() * 100.0 > value * used.possible()
        : used.used() > value;
  }

  /** How much there is, in words. */
  String text(Used used) {
    return switch (what) {
      case CPU -> Math.round(used.used()) + what.unit;
      default ->
          Math.round(used.used())
              + (used.possible() > 0 ? " of " + Math.round(used.possible()) : "")
              + " "
              + what.unit;
    };
  }

  /** The limit, in words. */
  String text() {
    return what == What.CPU || isShare ? Math.round(value) + "%" : "" + Math.round(value);
  }

  /**
   * How much of something there is.
   *
   * @param possible the most that is possible, 0 if unknown
   */
  record Used(double used, double possible) {}
}
