package io.spillway.facility.event;

import io.spillway.facility.provider.PublicationEvent;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import io.spillway.facility.verdict.Verdict;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Something that happened to a facility, a name or an instance. Immutable. */
public sealed interface FacilityEvent {
  /** How much it matters. */
  enum Severity {
    /** Good to know. */
    NOTICE,
    /** Somebody should look. */
    WARNING,
    /** Users are, or are about to be, without service. */
    ALERT
  }

  /** A short word for its kind, without spaces, for filters: {@code verdict-changed}. */
  String kind();

  /** How much it matters. */
  Severity severity();

  /** One line that tells it. */
  String text();

  /** A name leads elsewhere, or the verdict behind it changed. */
  record VerdictChanged(String name, Verdict verdict, Selection before, Selection after)
      implements FacilityEvent {
    @Override
    public String kind() {
      return "verdict-changed";
    }

    @Override
    public Severity severity() {
      return after.reason() == Selection.Reason.NORMAL ? Severity.NOTICE : Severity.WARNING;
    }

    @Override
    public String text() {
      String where =
          before.facilities().equals(after.facilities())
              ? "stays at " + joined(after.facilities())
              : "moves from " + joined(before.facilities()) + " to " + joined(after.facilities());
      return name
          + " "
          + where
          + ": revision "
          + verdict.revision()
          + ", "
          + withdrawn(verdict)
          + ", answers "
          + addresses(after.addresses());
    }

    private static String withdrawn(Verdict verdict) {
      return verdict.withdrawn().isEmpty()
          ? "every address serves"
          : "withdrawn are " + addresses(verdict.withdrawn().stream().sorted(BY_TEXT).toList());
    }
  }

  /** No address of a name looks alive; the preferred facility is answered. */
  record AllDead(String name, String facility) implements FacilityEvent {
    @Override
    public String kind() {
      return "all-dead";
    }

    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "every facility of " + name + " looks dead; the answer is " + facility;
    }
  }

  /**
   * This instance sees an address otherwise than before.
   *
   * @param reason the last check's outcome
   */
  record ViewChanged(String name, String facility, InetAddress address, View view, String reason)
      implements FacilityEvent {
    @Override
    public String kind() {
      return "view-changed";
    }

    @Override
    public Severity severity() {
      return view == View.DEAD ? Severity.WARNING : Severity.NOTICE;
    }

    @Override
    public String text() {
      return "facility "
          + facility
          + ", "
          + address.getHostAddress()
          + " of "
          + name
          + ", looks "
          + (view == View.DEAD ? "dead" : view == View.ALIVE ? "alive" : "unknown")
          + " from here ("
          + reason
          + ")";
    }
  }

  /** Another voter was heard after a silence, or is silent from now on. */
  record PeerChanged(String voter, @Nullable String facility, boolean heard)
      implements FacilityEvent {
    @Override
    public String kind() {
      return heard ? "peer-heard" : "peer-lost";
    }

    @Override
    public Severity severity() {
      return heard ? Severity.NOTICE : Severity.WARNING;
    }

    @Override
    public String text() {
      return (facility == null ? "witness " : "instance ")
          + voter
          + (facility == null ? "" : " of facility " + facility)
          + (heard ? " is heard" : " is no longer heard");
    }
  }

  /** This instance hears too few others to change anything, or enough again. */
  record QuorumChanged(boolean quorum, int heard, int voters) implements FacilityEvent {
    @Override
    public String kind() {
      return quorum ? "quorum-regained" : "cut-off";
    }

    @Override
    public Severity severity() {
      return quorum ? Severity.NOTICE : Severity.ALERT;
    }

    @Override
    public String text() {
      return heard
          + " of "
          + voters
          + " voters are heard, this one included: "
          + (quorum ? "a majority" : "no majority, so nothing changes until more are heard");
    }
  }

  /** Servers of a facility cannot be reached privately while its public address is alive. */
  record PrivateLinkChanged(String facility, boolean up) implements FacilityEvent {
    @Override
    public String kind() {
      return up ? "private-link-up" : "private-link-down";
    }

    @Override
    public Severity severity() {
      return up ? Severity.NOTICE : Severity.WARNING;
    }

    @Override
    public String text() {
      return up
          ? "facility " + facility + " is reachable over the private link again"
          : "facility "
              + facility
              + " is reachable over the public side, not over the private link";
    }
  }

  /**
   * An operator decided about a facility.
   *
   * @param author the instance that he told
   */
  record Ordered(String facility, Order.Kind order, String author) implements FacilityEvent {
    @Override
    public String kind() {
      return "ordered";
    }

    @Override
    public Severity severity() {
      return order == Order.Kind.AUTO ? Severity.NOTICE : Severity.WARNING;
    }

    @Override
    public String text() {
      String what =
          switch (order) {
            case AUTO -> "follows the verdict again";
            case DRAIN -> "is drained";
            case DRILL -> "is taken out for a drill";
            case FORCE -> "is forced";
            case MAINTENANCE -> "is taken out for maintenance";
          };
      return "facility " + facility + " " + what + " (told to " + author + ")";
    }
  }

  /**
   * A maintenance window opened, closed, or found that an operator's order stands.
   *
   * @param end of the window; {@link Instant#EPOCH} where it is taken back
   * @param author the voter by whose clock
   */
  record Maintenance(String facility, Phase phase, Instant end, String author)
      implements FacilityEvent {
    /** What became of the window. */
    public enum Phase {
      /** It opened: the facility is kept out of service. */
      BEGINS,
      /** Another one opened as the one before closed. */
      GOES_ON,
      /** It closed. */
      ENDS,
      /** It opened, and nothing follows: the facility is drained or forced. */
      PASSED_OVER
    }

    @Override
    public String kind() {
      return switch (phase) {
        case BEGINS, GOES_ON -> "maintenance-begins";
        case ENDS -> "maintenance-ends";
        case PASSED_OVER -> "maintenance-passed-over";
      };
    }

    @Override
    public Severity severity() {
      return phase == Phase.PASSED_OVER ? Severity.WARNING : Severity.NOTICE;
    }

    @Override
    public String text() {
      String what =
          switch (phase) {
            case BEGINS -> "is taken out of service for maintenance until " + end;
            case GOES_ON -> "stays out of service for maintenance until " + end;
            case ENDS -> "follows the verdict again: its maintenance is over";
            case PASSED_OVER ->
                "is left as it is in its maintenance window until "
                    + end
                    + ": what an operator decided stands";
          };
      return "facility " + facility + " " + what + " (by the clock of " + author + ")";
    }
  }

  /** A connection of another voter, or of a stranger, was refused. */
  record PeerRefused(String from, String reason) implements FacilityEvent {
    @Override
    public String kind() {
      return "peer-refused";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "refused a connection with " + from + ": " + reason;
    }
  }

  /** This process did not run for a while, so that what it knew is too old. */
  record Paused(Duration length) implements FacilityEvent {
    @Override
    public String kind() {
      return "paused";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "this process did not run for "
          + length.toMillis()
          + " ms; it listens anew before it concludes anything";
    }
  }

  /** What must survive a restart could not be written; this instance votes for nothing. */
  record StateNotWritten(String file, String reason) implements FacilityEvent {
    @Override
    public String kind() {
      return "state-not-written";
    }

    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "state file " + file + " cannot be written (" + reason + "); no vote until it can";
    }
  }

  /**
   * A fault in this program.
   *
   * @param what the exception, and where it came from
   */
  record Failed(String what) implements FacilityEvent {
    /** The event of {@code e}. */
    public static Failed of(RuntimeException e) {
      StackTraceElement[] trace = e.getStackTrace();
      return new Failed(e + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    @Override
    public String kind() {
      return "failed";
    }

    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "a fault in the program, please report it: " + what;
    }
  }

  /** What became of an answer at a provider. */
  record Publication(PublicationEvent event) implements FacilityEvent {
    @Override
    public String kind() {
      return "publication";
    }

    @Override
    public Severity severity() {
      return switch (event) {
        case PublicationEvent.Failed _, PublicationEvent.Unverified _ -> Severity.WARNING;
        default -> Severity.NOTICE;
      };
    }

    @Override
    public String text() {
      return event.text();
    }
  }

  /** Nothing can be written to providers. */
  record CannotPublish(String reason) implements FacilityEvent {
    @Override
    public String kind() {
      return "cannot-publish";
    }

    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "nothing is written to providers: " + reason;
    }
  }

  /** The name server of this instance answers. */
  record NameServer(List<String> addresses) implements FacilityEvent {
    @Override
    public String kind() {
      return "name-server";
    }

    @Override
    public Severity severity() {
      return Severity.NOTICE;
    }

    @Override
    public String text() {
      return "the DNS server answers at " + String.join(", ", addresses);
    }
  }

  /** Another process is this voter still. */
  record Waiting(String voter) implements FacilityEvent {
    @Override
    public String kind() {
      return "waiting";
    }

    @Override
    public Severity severity() {
      return Severity.NOTICE;
    }

    @Override
    public String text() {
      return "another process is " + voter + "; this one takes its place when it ends";
    }
  }

  /** This process could not take the place of the one that was this voter before. */
  record CannotVote(String reason) implements FacilityEvent {
    @Override
    public String kind() {
      return "cannot-vote";
    }

    @Override
    public Severity severity() {
      return Severity.ALERT;
    }

    @Override
    public String text() {
      return "cannot vote yet: " + reason;
    }
  }

  /** This instance began to watch. */
  record Started(String voter, int voters) implements FacilityEvent {
    @Override
    public String kind() {
      return "started";
    }

    @Override
    public Severity severity() {
      return Severity.NOTICE;
    }

    @Override
    public String text() {
      return "watching facilities as " + voter + ", one of " + voters + " voters";
    }
  }

  /** Hears of events; thread-safe, must not block. */
  @FunctionalInterface
  interface Listener {
    /** This happened. */
    void happened(FacilityEvent event);
  }

  /** Orders addresses by their text. */
  Comparator<InetAddress> BY_TEXT = Comparator.comparing(InetAddress::getHostAddress);

  private static String addresses(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
  }

  private static String joined(List<String> names) {
    return String.join(" and ", names);
  }
}
