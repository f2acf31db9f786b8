package io.spillway.ops.dashboard;

import java.util.Arrays;
import java.util.Locale;

/**
 * What happened to one proxy in the last hour and the last day: a point for every ten seconds of
 * the hour, and one for every five minutes of the day. Takes 10 kB, however long it runs. Not
 * thread-safe: {@link History} guards it.
 */
final class Series {
  /** What a point tells. */
  enum Value {
    /** Requests a second. */
    REQUESTS,
    /** Errors a second. */
    ERRORS,
    /** Milliseconds; not a number where there were no requests. */
    LATENCY,
    /** Sessions that there are. */
    SESSIONS
  }

  /** What is asked for. */
  enum Span {
    HOUR,
    DAY
  }

  /** Seconds from one point of the hour to the next. */
  static final int STEP_SECONDS = 10;

  private static final int KINDS = Value.values().length;

  /** How many points of the hour make one of the day. */
  private static final int POINTS_OF_ONE = 30;

  private final Ring hour = new Ring(3600 / STEP_SECONDS);
  private final Ring day = new Ring(86_400 / (STEP_SECONDS * POINTS_OF_ONE));

  private final double[] sums = new double[KINDS];
  private final int[] counts = new int[KINDS];
  private int gathered;

  /** Adds a point of the hour, and where it completes one, a point of the day. */
  void add(float requests, float errors, float latency, float sessions) {
    float[] point = {requests, errors, latency, sessions};
    hour.add(point);
    for (int i = 0; i < KINDS; i++) {
      if (!Float.isNaN(point[i])) {
        sums[i] += point[i];
        counts[i]++;
      }
    }
    gathered++;
    if (gathered == POINTS_OF_ONE) {
      float[] mean = new float[KINDS];
      for (int i = 0; i < KINDS; i++) {
        mean[i] = counts[i] == 0 ? Float.NaN : (float) (sums[i] / counts[i]);
      }
      day.add(mean);
      gathered = 0;
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
    }
  }

  /** Appends the points, the oldest first, as JSON. */
  void append(StringBuilder out, Span span) {
    Ring ring = span == Span.HOUR ? hour : day;
    out.append("\"step\":").append(span == Span.HOUR ? STEP_SECONDS : STEP_SECONDS * POINTS_OF_ONE);
    out.append(",\"points\":").append(ring.capacity);
    for (Value value : Value.values()) {
      out.append(",\"").append(value.name().toLowerCase(Locale.ROOT)).append("\":");
      ring.append(out, value);
    }
  }

  /** The last points. */
  private static final class Ring {
    private final int capacity;
    private final float[] points;
    private int size;
    private int next;

    Ring(int capacity) {
      this.capacity = capacity;
      this.points = new float[capacity * KINDS];
    }

    void add(float[] point) {
      System.arraycopy(point, 0, points, next * KINDS, KINDS);
      next = (next + 1) % capacity;
      size = Math.min(capacity, size + 1);
    }

    void append(StringBuilder out, Value value) {
      out.append('[');
      for (int i = 0; i < size; i++) {
        out.append(i == 0 ? "" : ",");
        int at = (next - size + i + capacity) % capacity;
        append(out, points[at * KINDS + value.ordinal()]);
      }
      out.append(']');
    }

    private static void append(StringBuilder out, float value) {
      if (Float.isNaN(value)) {
        out.append("null");
      } else {
        long tenths = Math.round(value * 10.0);
        out.append(tenths / 10);
        if (tenths % 10 != 0) {
          out.append('.').append(tenths % 10);
        }
      }
    }
  }
}
