package io.spillway.proxy.stream;

import io.spillway.proxy.server.Server;

/** A client's connection as those see it who must reach all of them. Confined to its loop. */
interface LiveSession {
  /** Ends the stream that {@code server} serves, if there is one; says whether there was. */
  boolean shutDown(Server server, Termination.Cause cause);

  /** The process is asked to end: closes soon where the next request is waited for. */
  void endWhenIdle();
}
