package io.spillway.proxy.server;

/** Runs things later, so that tests can hold the time. Thread-safe. */
@FunctionalInterface
public interface Timer {
  /** Runs {@code action} once, after {@code millis}, on some thread that it may not block. */
  void after(long millis, Runnable action);
}
