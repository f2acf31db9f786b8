package io.spillway.proxy.server;

import org.jspecify.annotations.Nullable;

/**
 * A server's change from one state to another, with what it did to its backend. Immutable.
 *
 * @param server the server
 * @param kind what happened
 * @param cause why
 * @param isUp whether the server is up now, operators' decisions apart
 * @param effect what it did to the backend
 * @param sessions how many streams the server has now
 */
public record ServerTransition(
    Server server, Kind kind, Cause cause, boolean isUp, BackendEffect effect, int sessions) {
  /** What happened. */
  public enum Kind {
    UP,
    DOWN,
    STOPPING,
    MAINTENANCE_ENTERED,
    MAINTENANCE_LEFT,
    DRAIN_ENTERED,
    DRAIN_LEFT,
    /** A reason to drain is gone, another remains. */
    DRAIN_KEPT
  }

  /** How grave an operator shall take it, as syslog's levels. */
  public enum Level {
    NOTICE,
    ALERT
  }

  /**
   * Why it happened.
   *
   * @param check the check that brought it, or null
   * @param tracked the path of the tracked server that brought it, or null
   * @param text other words, without any around them; may be empty
   */
  public record Cause(@Nullable CheckResult check, @Nullable String tracked, String text) {
    static final Cause OPERATOR = new Cause(null, null, "");

    /** An operator said that it is up or down. */
    static final Cause COMMAND = new Cause(null, null, "changed from CLI");

    /** An earlier process left it so. */
    static final Cause RESTORED = new Cause(null, null, "changed from server-state after a reload");

    /** Its name has an address again. */
    static final Cause RESOLVED = words("resolves again");

    static Cause words(String text) {
      return new Cause(null, null, text);
    }

    static Cause of(CheckResult check) {
      return new Cause(check, null, "");
    }

    static Cause tracking(String tracked) {
      return new Cause(null, tracked, "");
    }
  }

  /** The syslog level of {@link #message}. */
  public Level level() {
    boolean wasUp = kind == Kind.DOWN || (kind == Kind.MAINTENANCE_ENTERED && isUp);
    return wasUp ? Level.ALERT : Level.NOTICE;
  }

  /**
   * The line that HAProxy logs.
   *
   * @param hidesCheck whether the check's details are left out, because {@code option
   *     log-health-checks} logged them already
   */
  public String message(boolean hidesCheck) {
    StringBuilder line = new StringBuilder(server.isBackup() ? "Backup Server " : "Server ");
    line.append(server.path());
    switch (kind) {
      case UP -> appendOnline(appendCause(line.append(" is UP"), hidesCheck));
      case DOWN -> appendLeft(appendCause(line.append(" is DOWN"), hidesCheck));
      case STOPPING -> appendOnline(appendCause(line.append(" is stopping"), hidesCheck));
      case MAINTENANCE_ENTERED -> {
        if (isUp) {
          appendLeft(appendReason(line.append(" is going DOWN for maintenance"), hidesCheck));
        } else {
          appendReason(line.append(" was DOWN and now enters maintenance"), hidesCheck).append('.');
        }
      }
      case MAINTENANCE_LEFT ->
          appendName(line)
              .append(isUp ? " is UP/" : " is DOWN/")
              .append(server.state().isDraining() ? "DRAIN" : "READY")
              .append(" (")
              .append(whyLeft())
              .append(").");
      case DRAIN_ENTERED -> {
        appendCause(line.append(" enters drain state"), hidesCheck);
        if (isUp) {
          appendOnline(line);
        } else {
          appendLeft(line);
        }
      }
      case DRAIN_LEFT ->
          line.append(isUp ? " is UP" : " is DOWN").append(" (leaving forced drain).");
      case DRAIN_KEPT -> {
        if (cause.tracked() == null) {
          line.append(" remains in forced drain mode.");
        } else {
          line.append(" is leaving forced drain but remains in drain mode via ")
              .append(cause.tracked())
              .append('.');
        }
      }
    }
    return line.toString();
  }

  private StringBuilder appendName(StringBuilder line) {
    return cause == Cause.RESOLVED
        ? line.append(" ('").append(server.hostName().host()).append("')")
        : line;
  }

  private String whyLeft() {
    if (cause == Cause.RESOLVED) {
      return cause.text();
    }
    return cause.tracked() == null ? "leaving forced maintenance" : "leaving maintenance";
  }

  private StringBuilder appendReason(StringBuilder line, boolean hidesCheck) {
    return cause.text().isEmpty()
        ? appendCause(line, hidesCheck)
        : line.append(" (").append(cause.text()).append(')');
  }

  private StringBuilder appendCause(StringBuilder line, boolean hidesCheck) {
    CheckResult check = cause.check();
    if (cause.tracked() != null) {
      line.append(" via ").append(cause.tracked());
    } else if (check != null) {
      if (!hidesCheck) {
        check.appendTo(line);
      }
    } else if (!cause.text().isEmpty()) {
      line.append(", ").append(cause.text());
    }
    return line;
  }

  private void appendLeft(StringBuilder line) {
    appendCounts(line, " left.");
    line.append(' ').append(sessions).append(" sessions active, ");
    line.append(effect.requeued()).append(" requeued, ");
    line.append(effect.waiting()).append(" remaining in queue.");
  }

  private void appendOnline(StringBuilder line) {
    appendCounts(line, " online.");
    line.append(' ').append(effect.requeued()).append(" sessions requeued, ");
    line.append(effect.waiting()).append(" total in queue.");
  }

  private void appendCounts(StringBuilder line, String where) {
    line.append(". ").append(effect.activeServers()).append(" active and ");
    line.append(effect.backupServers()).append(" backup servers").append(where);
    if (effect.activeServers() == 0 && effect.backupServers() > 0) {
      line.append(" Running on backup.");
    }
  }

  /**
   * The line that HAProxy logs besides, at level emergency, when the backend lost its last server.
   *
   * @param kind what HAProxy calls it: {@code backend}, or {@code proxy} for a {@code listen}
   *     section
   */
  public static String noServerMessage(String kind, String backend) {
    return kind + " " + backend + " has no server available!";
  }
}
