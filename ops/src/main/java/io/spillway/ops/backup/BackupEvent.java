package io.spillway.ops.backup;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Something about backups that an operator may care about. Immutable. */
public sealed interface BackupEvent {
  /** How much it matters. */
  enum Severity {
    NOTICE,
    WARNING,
    ALERT
  }

  /** Hears of events; called from the scheduler's thread. */
  @FunctionalInterface
  interface Listener {
    /** Takes an event. */
    void happened(BackupEvent event);
  }

  /** How much it matters. */
  Severity severity();

  /** What happened, as a sentence without its end. */
  String text();

  /** A backup was made or was not needed. */
  record Done(String target, BackupRun.Outcome outcome) implements BackupEvent {
    @Override
    public Severity severity() {
      boolean isWhole =
          outcome.leftOut().isEmpty()
              && !(outcome instanceof BackupRun.Outcome.Made made && !made.complaint().isEmpty());
      return isWhole ? Severity.NOTICE : Severity.WARNING;
    }

    @Override
    public String text() {
      String done =
          switch (outcome) {
            case BackupRun.Outcome.Made made ->
                made.id()
                    + " was made in "
                    + target
                    + " and read back ("
                    + made.files()
                    + " files, "
                    + made.size()
                    + " bytes"
                    + (made.removed().isEmpty()
                        ? ""
                        : ", " + made.removed().size() + " old removed")
                    + ")"
                    + (made.complaint().isEmpty()
                        ? ""
                        : "; an old one could not be removed: " + made.complaint());
            case BackupRun.Outcome.Unchanged unchanged ->
                "nothing has changed since " + unchanged.id() + " in " + target;
          };
      return done + lacks(outcome.leftOut());
    }

    private static String lacks(List<Manifest.LeftOut> leftOut) {
      if (leftOut.isEmpty()) {
        return "";
      }
      return "; it lacks "
          + leftOut.stream()
              .limit(5)
              .map(left -> left.path() + " (" + left.reason() + ")")
              .collect(Collectors.joining(", "))
          + (leftOut.size() > 5 ? " and " + (leftOut.size() - 5) + " more" : "");
    }
  }

  /**
   * A backup could not be made.
   *
   * @param reason why
   * @param lastGood when one last succeeded in this process, or null for never
   * @param next when it is tried again
   */
  record Failed(String reason, @Nullable Instant lastGood, Instant next) implements BackupEvent {
    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "no backup was made: "
          + reason
          + "; the last good one was "
          + (lastGood == null ? "before this process started" : "at " + lastGood)
          + ", the next try is at "
          + next;
    }
  }

  /**
   * The time for a backup is long over, and there is none.
   *
   * @param due when it should have been made
   * @param reason why the last try failed
   */
  record Late(Instant due, String reason) implements BackupEvent {
    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "the backup that was due at " + due + " is late: " + reason;
    }
  }
}
