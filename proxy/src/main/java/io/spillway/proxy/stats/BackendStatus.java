package io.spillway.proxy.stats;

import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.server.Server;
import java.util.List;

/** A live backend, as statistics, the stats page and the runtime API see it. Thread-safe. */
public interface BackendStatus {
  /** What the configuration says about it. */
  ProxyDefinition definition();

  /** Its number among the proxies, from 2 as HAProxy counts, or its {@code id}. */
  int id();

  /** What is counted for it. */
  Statistics statistics();

  /** Its servers in the order of the configuration. */
  List<Server> servers();

  /** Streams that wait for no particular server. */
  int queued();

  /** The most streams that waited at once. */
  int maxQueued();

  /** {@code fullconn}: the number of streams at which servers reach their {@code maxconn}. */
  int fullConnections();

  /** Ends all streams of {@code server}; says how many there were. */
  int shutdownSessions(Server server);
}
