package io.spillway.ops.event;

import java.util.List;

/**
 * Something of this process's own life. Immutable.
 *
 * @param kind what happened
 * @param severity how much it matters
 * @param text the line that tells it
 */
public record ProcessEvent(Subject subject, String kind, Severity severity, String text)
    implements Event {
  /** The process {@code instance} carries traffic, as process {@code pid}. */
  public static ProcessEvent started(String instance, long pid) {
    return of(
        instance,
        "process-started",
        Severity.INFORMATION,
        "Spillway on " + instance + " has started as process " + pid);
  }

  /** The process took the place of one that ran, with the configuration as it is now. */
  public static ProcessEvent reloaded(String instance, long pid) {
    return of(
        instance,
        "configuration-reloaded",
        Severity.INFORMATION,
        "Spillway on " + instance + " has loaded its configuration anew, as process " + pid);
  }

  /** The process stops as it was told. */
  public static ProcessEvent stopped(String instance, long pid) {
    return of(
        instance,
        "process-stopped",
        Severity.INFORMATION,
        "Spillway on " + instance + ", process " + pid + ", stops as it was told");
  }

  /** The process that ran here before ended without having been told to. */
  public static ProcessEvent died(String instance, long pid) {
    return of(
        instance,
        "process-died",
        Severity.CRITICAL,
        "Spillway on "
            + instance
            + ", process "
            + pid
            + ", ended without having been told to; process "
            + ProcessHandle.current().pid()
            + " took its place");
  }

  /** An operator had something done on the dashboard of {@code instance}. */
  public static ProcessEvent operated(String instance, String text) {
    return of(instance, "operator-action", Severity.INFORMATION, text);
  }

  /** So many events replaced others that nobody had taken yet. */
  public static ProcessEvent overrun(String instance, long events) {
    return of(
        instance,
        "events-overrun",
        Severity.WARNING,
        events
            + " events came too fast on "
            + instance
            + ": only the last of each subject is kept");
  }

  private static ProcessEvent of(String instance, String kind, Severity severity, String text) {
    return new ProcessEvent(Subject.of(Subject.Kind.PROCESS, instance, ""), kind, severity, text);
  }

  @Override
  public boolean lasts() {
    return false;
  }

  @Override
  public List<String> ends() {
    return List.of();
  }
}
