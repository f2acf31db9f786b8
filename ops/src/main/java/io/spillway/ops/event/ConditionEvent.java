package io.spillway.ops.event;

import java.util.List;

/**
 * The condition of a process, this one or one that is watched, or of something that it needs, has
 * changed. Immutable.
 *
 * @param kind what happened
 * @param severity how much it matters
 * @param text the line that tells it
 * @param lasts whether it begins a problem
 * @param ends the problems that it ends
 */
public record ConditionEvent(
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

  /** As many connections as the process may have; others wait in the kernel. */
  public static final String FULL = "maxconn-reached";

  /** As many sessions as the frontend may have; other clients wait in the kernel. */
  public static final String FRONTEND_FULL = "frontend-full";

  /** As many streams wait for the server as may; others get another server, or none. */
  public static final String QUEUE_FULL = "queue-full";

  /** Checks of the server pass, and take so long that they may soon fail. */
  public static final String CHECK_SLOW = "check-slow";

  /** Descriptors are about to run out. */
  public static final String DESCRIPTORS = "descriptors-low";

  /** Memory is about to run out. */
  public static final String MEMORY = "memory-low";

  /** A certificate expires soon, or has expired. */
  public static final String EXPIRING = "certificate-expiring";

  /** A changed configuration was not loaded because of what is wrong with it. */
  public static final String REFUSED = "configuration-refused";

  public ConditionEvent {
    ends = List.copyOf(ends);
  }

  /** A problem begins. */
  public static ConditionEvent begins(
      Subject subject, String kind, Severity severity, String text) {
    return new ConditionEvent(subject, kind, severity, text, true, List.of());
  }

  /** The problem {@code problem} is over. */
  public static ConditionEvent ends(Subject subject, String problem, String text) {
    return new ConditionEvent(
        subject, recovery(problem), Severity.INFORMATION, text, false, List.of(problem));
  }

  /** Good to know. */
  public static ConditionEvent note(Subject subject, String kind, String text) {
    return new ConditionEvent(subject, kind, Severity.INFORMATION, text, false, List.of());
  }

  private static String recovery(String problem) {
    return switch (problem) {
      case DOWN -> "process-up";
      case NOT_LISTENING -> "process-listening";
      case NOT_LOADED -> "configuration-loaded";
      case FULL -> "maxconn-left";
      case FRONTEND_FULL -> "frontend-room";
      case QUEUE_FULL -> "queue-room";
      case CHECK_SLOW -> "check-quick";
      case DESCRIPTORS -> "descriptors-enough";
      case MEMORY -> "memory-enough";
      case EXPIRING -> "certificate-renewed";
      case REFUSED -> "configuration-reloaded";
      default -> problem.replaceFirst("-high$", "-normal");
    };
  }
}
