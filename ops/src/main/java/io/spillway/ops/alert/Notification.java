package io.spillway.ops.alert;

import io.spillway.ops.event.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one channel is to be told at once. Immutable.
 *
 * @param id tells it from all others; the same however often its delivery is tried
 * @param channel the name of the channel
 * @param group tells the problems that are told together from others; the same from their beginning
 *     to their recovery
 * @param audience who else may tell the same
 * @param time when it was made
 * @param alerts at least one: those that last, the gravest first, then those that are over
 * @param isRepeat whether nothing in it is new
 * @param instance the name of this instance
 * @param occasion why it comes now, where that is not that something just happened; or null
 */
public record Notification(
    String id,
    String channel,
    String group,
    Audience audience,
    Instant time,
    List<Alert> alerts,
    boolean isRepeat,
    String instance,
    @Nullable String occasion) {
  /** Which instances see the same. */
  public enum Audience {
    /** This one alone. */
    INSTANCE,
    /** All instances of its facility. */
    FACILITY,
    /** All instances. */
    ALL
  }

  /** The order of {@link #alerts}. */
  static final Comparator<Alert> ORDER =
      Comparator.comparing((Alert alert) -> !alert.isFiring())
          .thenComparing(Alert::severity, Comparator.reverseOrder())
          .thenComparing(Alert::began)
          .thenComparing(Alert::key);

  public Notification {
    alerts = alerts.stream().sorted(ORDER).toList();
    if (alerts.isEmpty()) {
      throw new IllegalArgumentException("alerts: none (expected: at least one)");
    }
  }

  /** Those that last. */
  public List<Alert> firing() {
    return alerts.stream().filter(Alert::isFiring).toList();
  }

  /** Whether all problems in it are over. */
  public boolean isRecovery() {
    return firing().isEmpty()
        && alerts.stream().anyMatch(a -> a.status() == Alert.Status.RECOVERED);
  }

  /** The gravest of what lasts, or of everything where nothing lasts. */
  public Severity severity() {
    List<Alert> firing = firing();
    return (firing.isEmpty() ? alerts : firing)
        .stream().map(Alert::severity).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** One line that tells all of it. */
  public String title() {
    String head =
        "["
            + (occasion == null ? "" : occasion + ", ")
            + (isRecovery() ? "recovered] " : severity().word() + (isRepeat ? ", still] " : "] "));
    if (alerts.size() == 1) {
      return head + alerts.getFirst().line();
    }
    String counts =
        alerts.stream()
            .collect(
                Collectors.groupingBy(
                    a ->
                        a.isFiring()
                            ? a.kind()
                            : a.status() == Alert.Status.NOTE ? "note" : "recovered",
                    java.util.TreeMap::new,
                    Collectors.counting()))
            .entrySet()
            .stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    return head + counts;
  }

  /**
   * All of it as plain text, a line for each problem.
   *
   * @param most how many problems are told one by one; the others are counted
   */
  public String text(int most) {
    StringBuilder out = new StringBuilder();
    for (Alert alert : alerts.subList(0, Math.min(most, alerts.size()))) {
      out.append(alert.began()).append("  ");
      out.append(alert.severity().word()).append("  ").append(alert.line()).append('\n');
    }
    if (alerts.size() > most) {
      out.append("and ").append(alerts.size() - most).append(" more\n");
    }
    return out.toString();
  }
}
