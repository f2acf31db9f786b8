package io.spillway.ops.event;

import java.util.List;

/** Something that happened that an operator may care about. Immutable. */
public sealed interface Event
    permits ServerEvent, BackendEvent, FacilityNotice, ProcessEvent, ConditionEvent, BackupNotice {
  /** What it happened to. */
  Subject subject();

  /** A short word for what happened, without spaces: {@code server-down}. */
  String kind();

  /** How much it matters. */
  Severity severity();

  /** One line that tells it. */
  String text();

  /**
   * Whether it begins a problem, called by {@link #kind}, that lasts until another event of the
   * same subject {@linkplain #ends ends} it.
   */
  boolean lasts();

  /** The kinds of the problems of the same subject that it ends. */
  List<String> ends();
}
