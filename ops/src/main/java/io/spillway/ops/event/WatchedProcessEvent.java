package io.spillway.ops.event;

import java.util.List;

/**
 * Something of another process, which this one watches. Immutable.
 *
 * @param kind what happened
 * @param severity how much it matters
 * @param text the line that tells it
 * @param lasts whether it begins a problem
 * @param ends the problems that it ends
 */
public record WatchedProcessEvent(
    Subject subject, String kind, Severity severity, String text, boolean lasts, List<String> ends)
    implements Event {
  /** It does not run, or does not answer. */
  public static final String DOWN = "process-down";

  /** Connections to an address that it is to listen on are not accepted. */
  public static final String NOT_LISTENING = "process-not-listening";

  /** Its configuration has changed, and it runs with what it read before. */
  public static final String NOT_LOADED = "configuration-not-loaded";

  /** It has another process id than before. */
  public static final String REPLACED = "process-replaced";

  public WatchedProcessEvent {
    ends = List.copyOf(ends);
  }

  /** A problem begins. */
  public static WatchedProcessEvent begins(
      Subject subject, String kind, Severity severity, String text) {
    return new WatchedProcessEvent(subject, kind, severity, text, true, List.of());
  }

  /** The problem {@code problem} is over. */
  public static WatchedProcessEvent ends(Subject subject, String problem, String text) {
    return new WatchedProcessEvent(
        subject, recovery(problem), Severity.INFORMATION, text, false, List.of(problem));
  }

  /** Good to know. */
  public static WatchedProcessEvent note(Subject subject, String kind, String text) {
    return new WatchedProcessEvent(subject, kind, Severity.INFORMATION, text, false, List.of());
  }

  private static String recovery(String problem) {
    return switch (problem) {
      case DOWN -> "process-up";
      case NOT_LISTENING -> "process-listening";
      case NOT_LOADED -> "configuration-loaded";
      default -> problem.replaceFirst("-high$", "-normal");
    };
  }
}
