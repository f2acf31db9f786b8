package io.spillway.proxy.server;

/**
 * What a server's change did to its backend. Immutable.
 *
 * @param activeServers usable servers that are no backup servers
 * @param backupServers usable backup servers
 * @param requeued streams that had waited for the server and were sent back, or got a slot by it
 * @param waiting streams that wait for the server still, or for the backend when it came up
 * @param isBackendDown whether the last usable server went away by it
 */
public record BackendEffect(
    int activeServers, int backupServers, int requeued, int waiting, boolean isBackendDown) {
  static final BackendEffect NONE = new BackendEffect(0, 0, 0, 0, false);
}
