package io.spillway.proxy.check.role;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.Dialogue;
import io.spillway.proxy.check.MessageReader;
import io.spillway.proxy.check.role.MysqlSession.RefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Logs in to a MySQL or MariaDB server and asks whether it takes writes, is a replica that is not
 * too far behind, or a member of a Galera cluster that has everything. Thread-safe.
 */
public final class MysqlRole implements Dialogue {
  private static final int SYNTAX_ERROR = 1064;
  private static final String DONOR = "2";
  private static final String SYNCED = "4";

  /** What the server is to be. */
  public enum Role {
    /** Not {@code read_only}. */
    WRITABLE,
    /** Both threads of replication run. */
    REPLICA,
    /** A Galera member that is ready and synced. */
    GALERA,
    /** The same, or one that another member copies from. */
    GALERA_OR_DONOR
  }

  private final Credentials credentials;
  private final Role role;
  private final long mostLagSeconds;

  private MysqlRole(Credentials credentials, Role role, long mostLagSeconds) {
    this.credentials = credentials;
    this.role = role;
    this.mostLagSeconds = mostLagSeconds;
  }

  /**
   * The check that a server has {@code role}.
   *
   * @param mostLagSeconds how far a replica may be behind; -1 for any time
   */
  public static CheckScript check(Credentials credentials, Role role, long mostLagSeconds) {
    return CheckScript.protocol(
        List.of(
            new CheckStep.Connect(null, 0, false, CheckStep.Security.LATER, ""),
            new CheckStep.Talk(new MysqlRole(credentials, role, mostLagSeconds))));
  }

  @Override
  public MessageReader.Outcome talk(Wire wire) throws IOException {
    MysqlSession session = new MysqlSession(wire, credentials);
    try {
      session.logIn();
      MessageReader.Outcome outcome =
          switch (role) {
            case WRITABLE -> writable(session);
            case REPLICA -> replica(session);
            case GALERA, GALERA_OR_DONOR -> galera(session);
          };
      session.quit();
      return outcome;
    } catch (RefusedException e) {
      return MessageReader.Failed.refused(e.code(), e.getMessage());
    }
  }

  private static MessageReader.Outcome writable(MysqlSession session)
      throws IOException, RefusedException {
    List<Map<String, String>> rows = session.query("SELECT @@global.read_only AS read_only");
    String value = rows.isEmpty() ? "" : rows.getFirst().getOrDefault("read_only", "");
    return value.equals("0") || value.equals("OFF")
        ? new MessageReader.Passed("MySQL server takes writes")
        : MessageReader.Failed.refused(0, "is read-only");
  }

  private MessageReader.Outcome replica(MysqlSession session) throws IOException, RefusedException {
    List<Map<String, String>> rows;
    try {
      rows = session.query("SHOW REPLICA STATUS");
    } catch (RefusedException e) {
      if (e.code() != SYNTAX_ERROR) {
        throw e;
      }
      rows = session.query("SHOW SLAVE STATUS");
    }
    if (rows.isEmpty()) {
      return MessageReader.Failed.refused(0, "is no replica");
    }
    long worst = 0;
    for (Map<String, String> row : rows) {
      String receives = value(row, "Replica_IO_Running", "Slave_IO_Running");
      String applies = value(row, "Replica_SQL_Running", "Slave_SQL_Running");
      if (!receives.equals("Yes") || !applies.equals("Yes")) {
        return MessageReader.Failed.refused(
            0, "replication does not run (receives: " + receives + ", applies: " + applies + ")");
      }
      String behind = value(row, "Seconds_Behind_Source", "Seconds_Behind_Master");
      worst = behind.isEmpty() || worst < 0 ? -1 : Math.max(worst, Long.parseLong(behind));
    }
    String told = "MySQL replica, " + (worst < 0 ? "unknown" : worst + "s") + " behind";
    return mostLagSeconds >= 0 && (worst < 0 || worst > mostLagSeconds)
        ? MessageReader.Failed.refused(0, told)
        : new MessageReader.Passed(told);
  }

  private static String value(Map<String, String> row, String name, String olderName) {
    String value = row.get(name);
    return value == null ? row.getOrDefault(olderName, "") : value;
  }

  private MessageReader.Outcome galera(MysqlSession session) throws IOException, RefusedException {
    Map<String, String> status = new HashMap<>();
    for (Map<String, String> row :
        session.query(
            "SHOW GLOBAL STATUS WHERE Variable_name IN"
                + " ('wsrep_ready', 'wsrep_local_state', 'wsrep_local_state_comment')")) {
      status.put(
          row.getOrDefault("Variable_name", "").toLowerCase(Locale.ROOT),
          row.getOrDefault("Value", ""));
    }
    if (!status.containsKey("wsrep_ready")) {
      return MessageReader.Failed.refused(0, "is no member of a Galera cluster");
    }
    String told = "Galera member, " + status.getOrDefault("wsrep_local_state_comment", "unknown");
    String state = status.getOrDefault("wsrep_local_state", "");
    boolean serves = state.equals(SYNCED) || role == Role.GALERA_OR_DONOR && state.equals(DONOR);
    return "ON".equals(status.get("wsrep_ready")) && serves
        ? new MessageReader.Passed(told)
        : MessageReader.Failed.refused(0, told);
  }
}
