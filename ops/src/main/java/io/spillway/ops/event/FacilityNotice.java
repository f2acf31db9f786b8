package io.spillway.ops.event;

import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.provider.PublicationEvent;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import io.spillway.facility.verdict.View;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that happened to a facility, a name, an address or another instance. Immutable.
 *
 * @param kind what happened
 * @param severity how much it matters
 * @param text the line that tells it
 */
public record FacilityNotice(
    Subject subject, String kind, Severity severity, String text, boolean lasts, List<String> ends)
    implements Event {
  public FacilityNotice {
    ends = List.copyOf(ends);
  }

  /**
   * What {@code event} is to an operator.
   *
   * @param self the name of this instance
   */
  public static FacilityNotice of(FacilityEvent event, String self) {
    return switch (event) {
      case FacilityEvent.VerdictChanged changed -> named(changed);
      case FacilityEvent.AllDead dead ->
          begins(
              Subject.of(Subject.Kind.NAME, dead.name(), dead.facility()),
              "all-dead",
              Severity.CRITICAL,
              event.text());
      case FacilityEvent.ViewChanged changed -> {
        Subject subject =
            Subject.of(
                Subject.Kind.ADDRESS,
                changed.address().getHostAddress() + " of " + changed.name(),
                changed.facility());
        yield changed.view() == View.DEAD
            ? begins(subject, "address-dead", Severity.WARNING, event.text())
            : ends(subject, "address-alive", event.text(), "address-dead");
      }
      case FacilityEvent.PeerChanged changed -> {
        String facility = changed.facility();
        Subject subject =
            Subject.of(Subject.Kind.INSTANCE, changed.voter(), facility == null ? "" : facility);
        yield changed.heard()
            ? ends(subject, "instance-heard", event.text(), "instance-lost")
            : begins(subject, "instance-lost", Severity.CRITICAL, event.text());
      }
      case FacilityEvent.QuorumChanged changed -> {
        Subject subject = Subject.of(Subject.Kind.PROCESS, self, "");
        yield changed.quorum()
            ? ends(subject, "quorum-regained", event.text(), "cut-off")
            : begins(subject, "cut-off", Severity.CRITICAL, event.text());
      }
      case FacilityEvent.PrivateLinkChanged changed -> {
        Subject subject = Subject.of(Subject.Kind.FACILITY, changed.facility(), changed.facility());
        yield changed.up()
            ? ends(subject, "private-link-up", event.text(), "private-link-down")
            : begins(subject, "private-link-down", Severity.WARNING, event.text());
      }
      case FacilityEvent.Ordered ordered -> {
        Subject subject = Subject.of(Subject.Kind.FACILITY, ordered.facility(), ordered.facility());
        yield ordered.order() == Order.Kind.AUTO
            ? ends(subject, "facility-auto", event.text(), "facility-ordered")
            : begins(subject, "facility-ordered", Severity.INFORMATION, event.text());
      }
      case FacilityEvent.Publication publication -> {
        boolean failed =
            publication.event() instanceof PublicationEvent.Failed
                || publication.event() instanceof PublicationEvent.Unverified;
        yield once(event, self, failed ? "publication-failed" : "publication", severity(event));
      }
      default -> once(event, self, event.kind(), severity(event));
    };
  }

  private static FacilityNotice named(FacilityEvent.VerdictChanged changed) {
    Selection.Reason reason = changed.after().reason();
    Subject subject =
        Subject.of(
            Subject.Kind.NAME, changed.name(), String.join(",", changed.after().facilities()));
    List<String> over = new ArrayList<>();
    if (reason != Selection.Reason.ALL_DEAD) {
      over.add("all-dead");
    }
    if (reason == Selection.Reason.NORMAL) {
      over.add("name-moved");
      return new FacilityNotice(
          subject, "name-restored", Severity.INFORMATION, changed.text(), false, over);
    }
    boolean moved = !changed.before().facilities().equals(changed.after().facilities());
    return new FacilityNotice(
        subject,
        "name-moved",
        moved ? Severity.CRITICAL : Severity.WARNING,
        changed.text(),
        true,
        over);
  }

  /** All public addresses of {@code facility} that are checked from here look dead, or not all. */
  static FacilityNotice whole(String facility, boolean isDown) {
    Subject subject = Subject.of(Subject.Kind.FACILITY, facility, facility);
    return isDown
        ? begins(
            subject,
            "facility-down",
            Severity.CRITICAL,
            "facility " + facility + " is down: every public address of it looks dead from here")
        : ends(
            subject,
            "facility-up",
            "facility " + facility + " is up: a public address of it looks alive from here",
            "facility-down");
  }

  private static Severity severity(FacilityEvent event) {
    return switch (event.severity()) {
      case NOTICE -> Severity.INFORMATION;
      case WARNING -> Severity.WARNING;
      case ALERT -> Severity.CRITICAL;
    };
  }

  private static FacilityNotice begins(
      Subject subject, String kind, Severity severity, String text) {
    return new FacilityNotice(subject, kind, severity, text, true, List.of());
  }

  private static FacilityNotice ends(Subject subject, String kind, String text, String problem) {
    return new FacilityNotice(subject, kind, Severity.INFORMATION, text, false, List.of(problem));
  }

  private static FacilityNotice once(
      FacilityEvent event, String self, String kind, Severity severity) {
    return new FacilityNotice(
        Subject.of(Subject.Kind.PROCESS, self, ""), kind, severity, event.text(), false, List.of());
  }
}
