package io.spillway.proxy.stats;

import io.spillway.proxy.definition.ProxyDefinition;
import java.util.List;

/** A live frontend, as statistics, the stats page and the runtime API see it. Thread-safe. */
public interface FrontendStatus {
  /** What the configuration says about it. */
  ProxyDefinition definition();

  /** Its number among the proxies, from 2 as HAProxy counts, or its {@code id}. */
  int id();

  /** Whether it is in mode http. */
  boolean isHttp();

  /** What is counted for it. */
  Statistics statistics();

  /** The most sessions at once. */
  int maxConnections();

  /** Changes the most sessions at once: {@code set maxconn frontend}. */
  void changeMaxConnections(int limit);

  /** The most new sessions a second; 0 for no limit. */
  int maxSessionRate();

  /** Changes the most new sessions a second; 0 for no limit. */
  void changeMaxSessionRate(int limit);

  /** Whether it accepts connections. */
  State state();

  /** Stops accepting until {@link #resume}; what is established lives on. */
  void pause();

  /** Accepts again after {@link #pause}. */
  void resume();

  /** Stops accepting for good. */
  void shutdown();

  /** Its listeners. */
  List<? extends ListenerStatus> listeners();

  /** Whether a frontend accepts. */
  enum State {
    OPEN,
    PAUSED,
    STOPPED
  }
}
