package io.spillway.facility.watch;

import io.spillway.facility.definition.ProcessCheck;

/** How the processes that this instance watches do. Thread-safe. */
@FunctionalInterface
public interface ProcessStates {
  /** How watched processes can do. */
  enum Standing {
    /** One of them answers, and each backend in question has a server. */
    WELL,
    /** It is known of each of them that it does not run, or that a backend has no server. */
    BAD,
    /** Those of which nothing bad is known cannot be asked from here. */
    OUT_OF_REACH,
    /** There is none in question, or none was looked at yet. */
    UNKNOWN
  }

  /**
   * How they do, and why.
   *
   * @param reason for an operator
   */
  record State(Standing standing, String reason) {}

  /** No process is watched. */
  ProcessStates NONE =
      (facility, check) -> new State(Standing.UNKNOWN, "no process of it is watched here");

  /** How those that {@code check} names and that are in {@code facility} do, the best of them. */
  State of(String facility, ProcessCheck check);
}
