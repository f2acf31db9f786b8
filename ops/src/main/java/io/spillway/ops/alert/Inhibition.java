package io.spillway.ops.alert;

import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Subject;
import java.util.function.Predicate;

/** Which problems follow from greater ones, and are not told beside them. Stateless. */
final class Inhibition {
  private Inhibition() {}

  /**
   * Whether {@code problem} follows from one that lasts.
   *
   * @param isActive whether the problem of a key lasts
   */
  static boolean follows(Problem problem, Predicate<String> isActive) {
    Subject subject = problem.subject;
    boolean inFacility =
        !subject.facility().isEmpty()
            && !problem.kind.equals("facility-down")
            && switch (subject.kind()) {
              case SERVER, ADDRESS, INSTANCE, WATCHED -> true;
              case FACILITY -> problem.kind.equals("private-link-down");
              case FRONTEND, BACKEND, NAME, PROCESS, CERTIFICATE, BACKUP -> false;
            };
    if (inFacility
        && isActive.test(
            Problem.key(
                Subject.of(Subject.Kind.FACILITY, subject.facility(), subject.facility()),
                "facility-down"))) {
      return true;
    }
    boolean inWatched = !subject.process().isEmpty() && !problem.kind.equals(ConditionEvent.DOWN);
    if (inWatched
        && isActive.test(
            Problem.key(Subject.watched(subject.process(), ""), ConditionEvent.DOWN))) {
      return true;
    }
    if (subject.kind() != Subject.Kind.SERVER || problem.kind.equals("server-maintenance")) {
      return false;
    }
    return isActive.test(Problem.key(subject, "server-maintenance"))
        || (problem.kind.equals("server-down")
            && isActive.test(Problem.key(subject.backend(), "backend-down")));
  }
}
