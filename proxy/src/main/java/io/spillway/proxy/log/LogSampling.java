package io.spillway.proxy.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which lines a target takes out of every {@code size}: {@code sample 1-3,7:10}. Immutable.
 *
 * @param ranges the lines that are taken, counted from 1, in ascending order
 * @param size after how many lines the count begins anew
 */
public record LogSampling(List<Range> ranges, int size) {
  /**
   * Lines from {@code low} to {@code high}, both included.
   *
   * @param low at least 1
   * @param high at least {@code low}
   */
  public record Range(int low, int high) {}

  public LogSampling {
    ranges = List.copyOf(ranges);
  }

  /** Reads {@code 1-3,7:10}; null where the text is no such thing. */
  public static @Nullable LogSampling parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return null;
    }
    try {
      int size = Integer.parseInt(text.substring(colon + 1));
      List<Range> ranges =
          List.of(text.substring(0, colon).split(",", -1)).stream()
              .map(LogSampling::parseRange)
              .sorted(java.util.Comparator.comparingInt(Range::low))
              .toList();
      int end = 0;
      for (Range range : ranges) {
        if (range.low() <= end || range.high() < range.low() || range.high() > size) {
          return null;
        }
        end = range.high();
      }
      return new LogSampling(ranges, size);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Range parseRange(String text) {
    int dash = text.indexOf('-');
    int low = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    return new Range(low, dash < 0 ? low : Integer.parseInt(text.substring(dash + 1)));
  }

  /** Whether line {@code count}, counted from 0 over all lines, is taken. */
  boolean takes(int count) {
    int place = Integer.remainderUnsigned(count, size) + 1;
    for (Range range : ranges) {
      if (place <= range.high()) {
        return place >= range.low();
      }
    }
    return false;
  }
}
