package io.spillway.ops.alert;

import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators want to be told, and when. Immutable.
 *
 * @param failureFor how long a problem must last before it counts
 * @param recoveryFor how long it must be over before that counts
 * @param groupWait how long the first problem of a group waits for others
 * @param groupInterval the shortest time between two notifications of a group
 * @param repeat after what time problems that last are told again; zero for never
 * @param flapChanges from how many beginnings within {@code flapTime} on a problem flaps; 0 where
 *     that is not watched
 * @param rules the first that matches a problem holds
 * @param routes where problems are told
 * @param maintenance when problems are not told
 * @param quietHours when problems wait to be told together later
 */
public record AlertPolicy(
    Duration failureFor,
    Duration recoveryFor,
    Duration groupWait,
    Duration groupInterval,
    Duration repeat,
    int flapChanges,
    Duration flapTime,
    List<Rule> rules,
    List<Route> routes,
    List<Window> maintenance,
    List<QuietHours> quietHours) {
  public AlertPolicy {
    rules = List.copyOf(rules);
    routes = List.copyOf(routes);
    maintenance = List.copyOf(maintenance);
    quietHours = List.copyOf(quietHours);
  }

  /**
   * What holds for some problems in place of what holds for all.
   *
   * @param isIgnored whether they are left out
   */
  public record Rule(
      Match match,
      boolean isIgnored,
      @Nullable Severity severity,
      @Nullable Duration failureFor,
      @Nullable Duration recoveryFor) {}

  /** By what problems of a route are told together. */
  public enum GroupBy {
    /** All of them. */
    NONE,
    /** Those of each proxy. */
    PROXY,
    /** Those of each facility. */
    FACILITY
  }

  /**
   * Where problems are told.
   *
   * @param channels names of channels
   * @param isContinued whether the routes after it are looked at, too
   */
  public record Route(Match match, List<String> channels, GroupBy groupBy, boolean isContinued) {
    public Route {
      channels = List.copyOf(channels);
    }

    String group(Subject subject) {
      return switch (groupBy) {
        case NONE -> "";
        case PROXY -> "proxy " + subject.proxy();
        case FACILITY -> "facility " + subject.facility();
      };
    }
  }

  /** When some problems are not told. */
  public record Window(Match match, MaintenanceSchedule schedule) {}

  /**
   * When some problems wait to be told together later.
   *
   * @param holdsCritical whether critical ones wait, too
   */
  public record QuietHours(Match match, boolean holdsCritical, MaintenanceSchedule schedule) {}

  /** Whether {@code problem} waits at {@code time} for quiet hours to end. */
  boolean isQuiet(Problem problem, Instant time) {
    for (QuietHours hours : quietHours) {
      if ((hours.holdsCritical() || problem.severity != Severity.CRITICAL)
          && hours.match().matches(problem.subject, problem.kind, problem.severity)
          && hours.schedule().openAt(time) != null) {
        return true;
      }
    }
    return false;
  }

  @Nullable Rule rule(Subject subject, String kind, Severity severity) {
    for (Rule rule : rules) {
      if (rule.match().matches(subject, kind, severity)) {
        return rule;
      }
    }
    return null;
  }

  boolean isMaintained(Problem problem, Instant now) {
    for (Window window : maintenance) {
      if (window.match().matches(problem.subject, problem.kind, problem.severity)
          && window.schedule().openAt(now) != null) {
        return true;
      }
    }
    return false;
  }
}
