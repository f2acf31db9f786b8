package io.spillway.proxy.server;

/**
 * Is told what becomes of servers. Called from any thread, for one server one after the other; must
 * not block for long.
 */
public interface ServerListener {
  /** A server went up, down, into or out of maintenance or drain. */
  default void transitioned(ServerTransition transition) {}

  /** A check ended with another status than the one before, or moved the server's health. */
  default void checked(CheckReport report) {}

  /** Its name was resolved, or is another. */
  default void resolved(ResolutionNotice notice) {}

  /** {@code error-limit} errors in a row were seen in the traffic. */
  default void errorsObserved(Server server) {}
}
