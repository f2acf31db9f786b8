package io.spillway.proxy.server;

/**
 * Is told what becomes of servers. Called from any thread, transitions of one server one after the
 * other; must not block for long.
 */
public interface ServerListener {
  /** A server went up, down, into or out of maintenance, drain or warm-up. */
  default void transitioned(ServerTransition transition) {}

  /** A check ended with another status than the one before, or moved the server's health. */
  default void checked(CheckReport report) {}
}
