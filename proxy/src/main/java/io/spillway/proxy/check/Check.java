package io.spillway.proxy.check;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one server is checked. Immutable.
 *
 * @param server the server
 * @param siblings the servers of its backend, itself included
 * @param script what a check does
 * @param timing when, and how long it may take
 * @param endpoint where ({@code addr}), or null for the server's own address
 * @param port which port ({@code port}), or 0 for the endpoint's
 * @param node this machine's name, for {@code http-check send-state}
 */
public record Check(
    Server server,
    List<Server> siblings,
    CheckScript script,
    CheckTiming timing,
    @Nullable Endpoint endpoint,
    int port,
    String node) {
  public Check {
    siblings = List.copyOf(siblings);
  }

  /** Where the check goes now. */
  Endpoint target() {
    return endpoint == null ? server.endpoint() : endpoint;
  }
}
