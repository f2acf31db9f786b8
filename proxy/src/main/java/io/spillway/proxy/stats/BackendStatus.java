package io.spillway.proxy.stats;

import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.server.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A live backend, as statistics, the stats page and the runtime API see it. Thread-safe. */
public interface BackendStatus {
  /** What the configuration says about it. */
  ProxyDefinition definition();

  /** Its number among the proxies, from 2 as HAProxy counts, or its {@code id}. */
  int id();

  /** Whether it is in mode http. */
  boolean isHttp();

  /** The balance algorithm's name: {@code roundrobin}. */
  String algorithm();

  /** The cookie that keeps clients with their servers, or null. */
  default @Nullable CookiePersistence cookie() {
    return null;
  }

  /** Since when it has usable servers, or none. */
  BackendUptime uptime();

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

  /** Whether {@code server} belongs to the tier, or the backup servers, that take streams now. */
  boolean isServing(Server server);

  /** Lets the best tier with usable servers take over now, whatever {@code tier-failback} says. */
  void failback();

  /** Ends all streams of {@code server}; says how many there were. */
  int shutdownSessions(Server server);
}
