package io.spillway.proxy.server;

import org.jspecify.annotations.Nullable;

/**
 * A server's change from one state to another, with what it did to its backend. Immutable.
 *
 * @param server the server
 * @param kind what happened
 * @param check the check that caused it, or null where an operator did
 * @param cause why, where no check caused it; may be empty
 * @param activeServers how many usable servers the backend has now, without backup servers
 * @param backupServers how many usable backup servers it has now
 * @param requeued how many waiting streams were sent back or given another server
 * @param sessions how many streams the server has now
 * @param waiting how many streams wait for the server still, or for the backend when it came up
 * @param isBackendDown whether the backend lost its last usable server by it
 */
public record ServerTransition(
    Server server,
    Kind kind,
    @Nullable CheckResult check,
    String cause,
    int activeServers,
    int backupServers,
    int requeued,
    int sessions,
    int waiting,
    boolean isBackendDown) {
  /** What happened. */
  public enum Kind {
    UP,
    DOWN,
    STOPPING,
    MAINTENANCE_ENTERED,
    MAINTENANCE_LEFT_UP,
    MAINTENANCE_LEFT_DOWN,
    DRAIN_ENTERED,
    DRAIN_LEFT
  }

  /** How grave an operator shall take it. */
  public enum Level {
    NOTICE,
    ALERT,
    EMERGENCY
  }
}
