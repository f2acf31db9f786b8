package io.spillway.proxy.server;

/**
 * How a backend gives out its servers. Immutable.
 *
 * @param usesAllBackups {@code option allbackups}: all backup servers share the load, not only the
 *     first usable one
 * @param persists {@code option persist}: a stream goes to its preferred server even when that is
 *     down
 * @param redispatches {@code option redispatch}: streams that wait for a server that went down are
 *     sent back
 * @param prefersLast {@code option prefer-last-server}: a session stays with the server that it
 *     holds a connection to
 * @param fullConnections {@code fullconn}: the number of sessions in the backend at which servers
 *     take their maximum; from 1
 * @param failback when a tier that came back takes over again
 */
public record DispatchPolicy(
    boolean usesAllBackups,
    boolean persists,
    boolean redispatches,
    boolean prefersLast,
    int fullConnections,
    TierFailback failback) {
  /** A backend without options. */
  public static final DispatchPolicy DEFAULT =
      new DispatchPolicy(false, false, false, false, 1, TierFailback.IMMEDIATE);
}
