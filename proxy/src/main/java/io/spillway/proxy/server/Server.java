package io.spillway.proxy.server;

import io.spillway.proxy.definition.ServerDefinition;

/** One endpoint of a backend, as it lives. */
public final class Server implements Assignment {
  private final ServerDefinition definition;

  Server(ServerDefinition definition) {
    this.definition = definition;
  }

  /** What the configuration says about it. */
  public ServerDefinition definition() {
    return definition;
  }
}
