package io.spillway.proxy.stats;

import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerListener;
import io.spillway.proxy.server.ServerTransition;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whether a backend has a usable server, since when, and how long it had none. Listens to the
 * states of the backend's servers. Thread-safe.
 */
public final class BackendUptime implements ServerListener {
  private final List<Server> servers;
  private final LongSupplier clock;
  private boolean up;
  private long changedMillis;
  private long downMillis;
  private int downTransitions;

  /**
   * The state now; follows the servers from now on.
   *
   * @param clock milliseconds that never go back
   */
  public BackendUptime(List<Server> servers, LongSupplier clock) {
    this.servers = List.copyOf(servers);
    this.clock = clock;
    this.up = isUsable();
    this.changedMillis = clock.getAsLong();
    servers.forEach(server -> server.state().addListener(this));
  }

  private boolean isUsable() {
    return servers.isEmpty() || servers.stream().anyMatch(Server::usable);
  }

  @Override
  public synchronized void transitioned(ServerTransition transition) {
    boolean usable = isUsable();
    if (usable == up) {
      return;
    }
    long now = clock.getAsLong();
    if (usable) {
      downMillis += now - changedMillis;
    } else {
      downTransitions++;
    }
    up = usable;
    changedMillis = now;
  }

  /** How often it lost its last usable server. */
  public synchronized int downTransitions() {
    return downTransitions;
  }

  /** When it last went up or down, or began, on its clock. */
  public synchronized long changedMillis() {
    return changedMillis;
  }

  /** For how long it had no usable server, in milliseconds, the present time included. */
  public synchronized long downMillis() {
    return up ? downMillis : downMillis + clock.getAsLong() - changedMillis;
  }
}
