package io.spillway.ops.alert;

import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A problem from its beginning until its end was told. Confined to its {@link AlertEngine}. */
final class Problem {
  /** A problem as it is kept on disk. Immutable. */
  record Kept(
      Subject subject,
      String kind,
      Severity severity,
      String text,
      boolean lasts,
      Instant began,
      Duration failureFor,
      Duration recoveryFor,
      boolean isActive,
      @Nullable Instant ended,
      boolean isOver,
      boolean isSuppressed,
      @Nullable Instant flappingUntil,
      boolean isHandedOut,
      int revision) {}

  final Subject subject;
  final String kind;
  final boolean lasts;
  final Instant began;
  final Duration failureFor;
  final Duration recoveryFor;
  Severity severity;
  String text;

  /** Whether it lasted for {@link #failureFor}. */
  boolean isActive;

  /** When it ended last; null while it lasts. */
  @Nullable Instant ended;

  /** Whether its end is final. */
  boolean isOver;

  /** Whether it is not to be told now; what held when it was over, from then on. */
  boolean isSuppressed;

  /** Until when it flaps, unless it changes again; null while it does not. */
  @Nullable Instant flappingUntil;

  /** Whether it was over when all groups that it is told in got to know it. */
  boolean isHandedOut;

  /** Counts what is worth telling again. */
  int revision;

  /** Whether it is not told now because of quiet hours; they are looked up anew each time. */
  boolean isQuiet;

  /** Whether it is of an earlier process, and this one has not seen it. */
  boolean isUnconfirmed;

  Problem(
      Subject subject,
      String kind,
      Severity severity,
      String text,
      boolean lasts,
      Instant began,
      Duration failureFor,
      Duration recoveryFor) {
    this.subject = subject;
    this.kind = kind;
    this.severity = severity;
    this.text = text;
    this.lasts = lasts;
    this.began = began;
    this.failureFor = failureFor;
    this.recoveryFor = recoveryFor;
  }

  static Problem of(Kept kept) {
    Problem problem =
        new Problem(
            kept.subject,
            kept.kind,
            kept.severity,
            kept.text,
            kept.lasts,
            kept.began,
            kept.failureFor,
            kept.recoveryFor);
    problem.isActive = kept.isActive;
    problem.ended = kept.ended;
    problem.isOver = kept.isOver;
    problem.isSuppressed = kept.isSuppressed;
    problem.flappingUntil = kept.flappingUntil;
    problem.isHandedOut = kept.isHandedOut;
    problem.revision = kept.revision;
    return problem;
  }

  Kept kept() {
    return new Kept(
        subject,
        kind,
        severity,
        text,
        lasts,
        began,
        failureFor,
        recoveryFor,
        isActive,
        ended,
        isOver,
        isSuppressed,
        flappingUntil,
        isHandedOut,
        revision);
  }

  static String key(Subject subject, String kind) {
    return subject.key() + " " + kind;
  }

  String key() {
    return lasts ? key(subject, kind) : key(subject, kind) + " " + began;
  }

  /** When it counts, if it lasts until then. */
  Instant activeAt() {
    return began.plus(failureFor);
  }

  /** When its end is final, if nothing happens until then; null while it lasts. */
  @Nullable Instant overAt() {
    Instant end = ended;
    if (end == null) {
      return null;
    }
    Instant recovered = end.plus(recoveryFor);
    Instant flapping = flappingUntil;
    return flapping != null && flapping.isAfter(recovered) ? flapping : recovered;
  }

  /** Whether quiet hours are why it is told only now. */
  boolean isQuietlyChanged(AlertPolicy policy) {
    Instant end = ended;
    return policy.isQuiet(this, isOver && end != null ? end : began);
  }

  boolean isFlapping() {
    return flappingUntil != null;
  }

  Alert alert() {
    Alert.Status status =
        !lasts
            ? Alert.Status.NOTE
            : isOver
                ? Alert.Status.RECOVERED
                : isFlapping() ? Alert.Status.FLAPPING : Alert.Status.FIRING;
    return new Alert(
        key(), subject, kind, severity, text, began, isOver && lasts ? ended : null, status);
  }
}
