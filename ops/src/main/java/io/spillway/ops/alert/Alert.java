package io.spillway.ops.alert;

import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A problem as a notification tells it. Immutable.
 *
 * @param key what tells the problem from all others
 * @param kind what it is: {@code server-down}
 * @param began when it began
 * @param ended when it ended, or null while it lasts
 * @param status what is to be told of it
 */
public record Alert(
    String key,
    Subject subject,
    String kind,
    Severity severity,
    String text,
    Instant began,
    @Nullable Instant ended,
    Status status) {
  /** What is told of a problem. */
  public enum Status {
    /** It lasts. */
    FIRING,
    /** It begins and ends all the time. */
    FLAPPING,
    /** It is over. */
    RECOVERED,
    /** It happened, and does not last. */
    NOTE
  }

  /** Whether it lasts. */
  public boolean isFiring() {
    return status == Status.FIRING || status == Status.FLAPPING;
  }

  /** How long it lasted, or null while it does. */
  public @Nullable Duration duration() {
    return ended == null ? null : Duration.between(began, ended);
  }

  /** One line: what happened, and how long it took where it is over. */
  public String line() {
    return switch (status) {
      case FIRING, NOTE -> text;
      case FLAPPING -> "FLAPPING: " + text;
      case RECOVERED -> {
        Duration lasted = duration();
        yield "RECOVERED after " + words(lasted == null ? Duration.ZERO : lasted) + ": " + text;
      }
    };
  }

  /** A duration as people write it: {@code 2h 5m}, {@code 12s}, {@code 250ms}. */
  public static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return Math.max(0, duration.toMillis()) + "ms";
    }
    StringBuilder out = new StringBuilder();
    long[] units = {86_400, 3_600, 60, 1};
    String names = "dhms";
    int shown = 0;
    for (int i = 0; i < units.length && shown < 2; i++) {
      long count = seconds / units[i];
      seconds %= units[i];
      if (count > 0 || shown > 0) {
        if (count > 0) {
          out.append(out.isEmpty() ? "" : " ").append(count).append(names.charAt(i));
        }
        shown++;
      }
    }
    return out.toString();
  }
}
