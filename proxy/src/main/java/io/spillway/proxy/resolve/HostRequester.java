package io.spillway.proxy.resolve;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.ResolutionNotice;
import io.spillway.proxy.server.Server;
import java.net.InetAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gives one server the addresses of its host's name. Confined to the resolvers' thread. */
final class HostRequester implements Requester {
  private static final String FROM_KNOWN = "DNS cache";

  private final Server server;
  private final List<Server> backend;
  private final AddressChoice choice;
  private final LongSupplier clock;

  /**
   * A requester for {@code server}.
   *
   * @param backend all servers of its backend
   * @param clock the resolvers' milliseconds
   */
  HostRequester(Server server, List<Server> backend, AddressChoice choice, LongSupplier clock) {
    this.server = server;
    this.backend = backend;
    this.choice = choice;
    this.clock = clock;
  }

  @Override
  public void resolved(Resolution resolution, @Nullable Nameserver by) {
    if (server.hostName().isOverridden()) {
      return;
    }
    InetAddress current = current();
    InetAddress found = choice.choose(resolution.addresses(), current, this::isAnothers);
    if (found == null) {
      loseAddress("No IP for server ");
      return;
    }
    if (!found.equals(current)) {
      if (by != null) {
        by.count(NameserverCounter.UPDATE);
      }
      move(server, found, by == null ? FROM_KNOWN : by.path());
    }
    ready(server);
  }

  private @Nullable InetAddress current() {
    return server.endpoint() instanceof Endpoint.Inet inet ? inet.address() : null;
  }

  /** Whether a usable server of the same name in the same backend has {@code address}. */
  private boolean isAnothers(InetAddress address) {
    String name = server.hostName().host();
    for (Server other : backend) {
      String otherName = other.hostName().host();
      if (other != server
          && otherName != null
          && otherName.equalsIgnoreCase(name)
          && other.endpoint() instanceof Endpoint.Inet inet
          && address.equals(inet.address())
          && !other.state().lacksAddress()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void failed(Resolution resolution) {
    if (server.hostName().isOverridden() || !resolution.isOver(clock.getAsLong())) {
      return;
    }
    loseAddress(
        switch (resolution.status()) {
          case NO_NAME -> "DNS NX status";
          case TIMEOUT -> "DNS timeout status";
          case REFUSED -> "DNS refused status";
          case NONE, VALID, OTHER -> "unspecified DNS error";
        });
  }

  private void loseAddress(String why) {
    if (!server.state().lacksAddress()) {
      server.state().loseAddress(why);
      server.changeAddress(null);
    }
  }

  /** Moves {@code server}, and tells of it. */
  static void move(Server server, InetAddress address, String by) {
    if (server.endpoint() instanceof Endpoint.Inet inet) {
      InetAddress before = inet.address();
      server.changeAddress(address);
      server.state().tell(ResolutionNotice.moved(server, before, address, by));
    }
  }

  /** {@code server} has an address: ends its maintenance, if it was in one. */
  static void ready(Server server) {
    if (server.state().lacksAddress()) {
      server.state().findAddress();
      server.state().tell(ResolutionNotice.ready(server));
    }
  }
}
