package io.spillway.ops.event;

import java.util.List;

/**
 * A server changed its state. Immutable.
 *
 * @param change what happened
 * @param isBackup whether it is a backup server
 * @param text the line that tells it, with the check's reason where a check brought it
 */
public record ServerEvent(Subject subject, Change change, boolean isBackup, String text)
    implements Event {
  /** What can happen to a server. */
  public enum Change {
    /** It is down. */
    DOWN("server-down", true),
    /** It works, and takes new clients. */
    UP("server-up", false, "server-down", "server-stopping"),
    /** It works, and a check said that it wants no new clients. */
    STOPPING("server-stopping", true, "server-down"),
    /** It is kept from new clients. */
    DRAINED("server-drained", true),
    /** It takes new clients again. */
    UNDRAINED("server-undrained", false, "server-drained"),
    /** It is out of service for maintenance. */
    MAINTENANCE("server-maintenance", true, "server-drained"),
    /** Its maintenance is over. */
    READY("server-ready", false, "server-maintenance");

    private final String kind;
    private final boolean lasts;
    private final List<String> ends;

    Change(String kind, boolean lasts, String... ends) {
      this.kind = kind;
      this.lasts = lasts;
      this.ends = List.of(ends);
    }

    /** What ends the problem {@code kind} of a server. */
    public static Change ending(String kind) {
      return switch (kind) {
        case "server-maintenance" -> READY;
        case "server-drained" -> UNDRAINED;
        default -> UP;
      };
    }
  }

  @Override
  public String kind() {
    return change.kind;
  }

  @Override
  public Severity severity() {
    return change == Change.DOWN && !isBackup ? Severity.WARNING : Severity.INFORMATION;
  }

  @Override
  public boolean lasts() {
    return change.lasts;
  }

  @Override
  public List<String> ends() {
    return change.ends;
  }
}
