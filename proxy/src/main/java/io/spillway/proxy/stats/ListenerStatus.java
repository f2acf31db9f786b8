package io.spillway.proxy.stats;

/** A live listener, as statistics see it. Thread-safe. */
public interface ListenerStatus {
  /** The bind line's {@code name}, or {@code sock-} and its number. */
  String name();

  /** Its number in the frontend, from 1. */
  int id();

  /** The address it listens on, as HAProxy writes it: {@code 127.0.0.1:80}, {@code [::]:80}. */
  String address();

  /** The most connections at once; 0 for no limit of its own. */
  int maxConnections();

  /** Whether it accepts now. */
  boolean isAccepting();

  /** What is counted for it. */
  Statistics statistics();
}
