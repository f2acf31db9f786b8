package io.spillway.proxy.resolve;

import io.spillway.proxy.server.ResolutionNotice;
import io.spillway.proxy.server.Server;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the endpoints of a service to the servers of one backend that were declared for it: a
 * server for each endpoint, as long as there are servers. Confined to the resolvers' thread.
 */
final class ServiceRequester implements Requester {
  private static final String RECORD = "SRV record";
  private static final String ADDITIONAL = "DNS additional record";
  private static final String REMOVED = "entry removed from SRV record";
  private static final int WEIGHTS_OF_ONE = 256;

  /** Has servers follow host names, and leave them. */
  interface Hosts {
    void follow(Server server, String host);

    void leave(Server server);
  }

  private final Hosts hosts;
  private final LongSupplier clock;
  private final Deque<Server> free = new ArrayDeque<>();
  private final Map<String, Server> bound = new LinkedHashMap<>();
  private final Map<Server, Boolean> ignoresWeight = new HashMap<>();

  /**
   * A requester without servers.
   *
   * @param clock the resolvers' milliseconds
   */
  ServiceRequester(Hosts hosts, LongSupplier clock) {
    this.hosts = hosts;
    this.clock = clock;
  }

  /** One more server may be given an endpoint. */
  void add(Server server, boolean ignoresWeights) {
    ignoresWeight.put(server, ignoresWeights);
    free.addLast(server);
  }

  /** {@code server} has an endpoint already, from before the start. */
  void bind(Server server, String host, int port) {
    if (free.remove(server)) {
      bound.put(host + ":" + port, server);
    }
  }

  @Override
  public void resolved(Resolution resolution, @Nullable Nameserver by) {
    List<Reply.Service> services = resolution.services();
    Set<String> wanted = new HashSet<>();
    services.forEach(service -> wanted.add(key(service)));
    releaseAll(wanted);
    for (Reply.Service service : services) {
      Server server = bound.get(key(service));
      if (server == null) {
        server = free.pollFirst();
        if (server == null) {
          continue;
        }
        bound.put(key(service), server);
        occupy(server, service, resolution.knownAddress(service.target()));
      }
      weigh(server, service);
    }
  }

  private static String key(Reply.Service service) {
    return service.target() + ":" + service.port();
  }

  /**
   * Gives {@code server} an endpoint. An address that came along is its first one; what follows is
   * that of its host's name.
   */
  private void occupy(Server server, Reply.Service service, @Nullable InetAddress known) {
    String before = server.hostName().host();
    server.changePort(service.port());
    server.hostName().host(service.target());
    server.hostName().overridden(false);
    server.state().renamed();
    server.state().tell(ResolutionNotice.renamed(server, before, service.target(), RECORD));
    if (known != null) {
      HostRequester.move(server, known, ADDITIONAL);
      server.state().findAddress();
    }
    hosts.follow(server, service.target());
  }

  private void weigh(Server server, Reply.Service service) {
    int weight = (service.weight() + WEIGHTS_OF_ONE - 1) / WEIGHTS_OF_ONE;
    if (!ignoresWeight.getOrDefault(server, false) && server.weight() != weight) {
      server.setWeight(weight);
    }
  }

  @Override
  public void failed(Resolution resolution) {
    if (resolution.isOver(clock.getAsLong())) {
      releaseAll(Set.of());
    }
  }

  private void releaseAll(Set<String> butNot) {
    List<String> gone = new ArrayList<>();
    for (String key : bound.keySet()) {
      if (!butNot.contains(key)) {
        gone.add(key);
      }
    }
    // In HAProxy's order: what came last goes first.
    for (String key : gone.reversed()) {
      Server server = bound.remove(key);
      if (server != null) {
        release(server);
      }
    }
  }

  private void release(Server server) {
    hosts.leave(server);
    server.state().loseAddress(REMOVED);
    server.changeAddress(null);
    server.changePort(0);
    server.hostName().host(null);
    server.hostName().overridden(false);
    free.addLast(server);
  }
}
