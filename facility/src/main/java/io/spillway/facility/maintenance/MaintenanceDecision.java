package io.spillway.facility.maintenance;

import io.spillway.facility.verdict.Order;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The order that the voter that keeps the time gives next. Immutable.
 *
 * <p>Each order carries the end of the window that it is about: that it opens or closes, or that an
 * operator's word put an end to. A window that an order carries is not opened again, also by a
 * clock that is behind and by which it is open still. What a clock that was ahead did before its
 * time is taken back.
 *
 * @param kind what is decided
 * @param window the end of the window that it is about, or {@link #NO_WINDOW}
 */
public record MaintenanceDecision(Order.Kind kind, Instant window) {
  /** Stands for no window. */
  public static final Instant NO_WINDOW = Instant.EPOCH;

  /** A window that is open may begin so much later by another clock, and stays open. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  /**
   * Decides.
   *
   * @param standing the order that stands
   * @param window the end of the window that it is about, or {@link #NO_WINDOW}
   * @param now by the clock of the voter that keeps the time
   * @return null where the order that stands is right
   */
  public static @Nullable MaintenanceDecision of(
      MaintenanceSchedule schedule, Order.Kind standing, Instant window, Instant now) {
    if (standing == Order.Kind.DRILL) {
      // It ends by itself.
      return null;
    }
    Occurrence open = schedule.openAt(now);
    Occurrence known = schedule.endingAt(window);
    boolean early = known != null && now.isBefore(known.begin().minus(TOLERANCE));
    if (standing == Order.Kind.MAINTENANCE) {
      if (known != null && !early && now.isBefore(window)) {
        return null;
      }
      return open != null && !open.end().equals(window)
          ? new MaintenanceDecision(Order.Kind.MAINTENANCE, open.end())
          : new MaintenanceDecision(Order.Kind.AUTO, early ? NO_WINDOW : window);
    }
    if (open != null && !open.end().equals(window)) {
      // An operator's order is not undone; that the window is passed over is told.
      return new MaintenanceDecision(
          standing == Order.Kind.AUTO ? Order.Kind.MAINTENANCE : standing, open.end());
    }
    return early ? new MaintenanceDecision(standing, NO_WINDOW) : null;
  }

  /**
   * Which window the order is about that an operator gives: the one that it puts an end to, so that
   * it holds for the rest of that.
   *
   * @param standing the order that stood
   * @param window the window that that was about
   * @param now by the clock of the voter that is told
   */
  public static Instant windowOfOperator(
      MaintenanceSchedule schedule, Order.Kind standing, Instant window, Instant now) {
    Occurrence open = schedule.openAt(now);
    if (open == null) {
      return window;
    }
    return standing == Order.Kind.MAINTENANCE && window.isAfter(open.end()) ? window : open.end();
  }
}
