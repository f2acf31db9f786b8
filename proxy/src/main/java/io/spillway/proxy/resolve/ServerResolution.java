package io.spillway.proxy.resolve;

import io.spillway.config.Settings;
import io.spillway.net.Endpoint;
import io.spillway.net.Endpoint.Family;
import io.spillway.proxy.definition.ResolutionKeywords;
import io.spillway.proxy.definition.ResolversDefinition;
import io.spillway.proxy.server.Server;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All {@code resolvers} of a configuration at work, and the servers that they move. {@link
 * #resolvers} is thread-safe; made, started and closed by one thread.
 */
public final class ServerResolution implements AutoCloseable {
  private final ResolverLoop loop = new ResolverLoop();
  private final Map<String, Resolvers> sections = new LinkedHashMap<>();
  private final Map<Server, Followed> servers = new LinkedHashMap<>();
  private final Map<Server, ServiceRequester> services = new HashMap<>();
  private final List<Runnable> starts = new ArrayList<>();
  private final ServiceRequester.Hosts hosts =
      new ServiceRequester.Hosts() {
        @Override
        public void follow(Server server, String host) {
          followed(server).follow(host);
        }

        @Override
        public void leave(Server server) {
          followed(server).leave();
        }
      };

  /** A server with what it follows; confined to the resolvers' thread once that runs. */
  private final class Followed {
    final Server server;
    final Resolvers resolvers;
    final Question.Kind kind;
    final HostRequester requester;
    @Nullable Question question;

    Followed(Server server, List<Server> backend, Resolvers resolvers) {
      Settings words = server.definition().settings();
      Family family = words.get(ResolutionKeywords.PREFERRED_FAMILY);
      this.server = server;
      this.resolvers = resolvers;
      this.kind = family == Family.IPV4 ? Question.Kind.IPV4 : Question.Kind.IPV6;
      this.requester =
          new HostRequester(
              server,
              backend,
              new AddressChoice(
                  family,
                  words.get(ResolutionKeywords.PREFERRED_NETWORKS),
                  words.get(ResolutionKeywords.ALLOWS_DUPLICATES)),
              loop::now);
    }

    void follow(String host) {
      Question wanted = Question.of(host, kind);
      if (!wanted.equals(question)) {
        leave();
        question = wanted;
        resolvers.subscribe(wanted, requester);
      }
    }

    void leave() {
      Question left = question;
      question = null;
      if (left != null) {
        resolvers.unsubscribe(left, requester);
      }
    }
  }

  /** The sections of {@code registry}; nothing is asked before {@link #start}. */
  public ServerResolution(ResolversRegistry registry) {
    SecureRandom random = new SecureRandom();
    for (ResolversDefinition definition : registry.definitions()) {
      Resolvers made = new Resolvers(definition, loop, random);
      sections.put(definition.name(), made);
      registry.atWork(made);
    }
  }

  /** The sections in the configuration's order. */
  public List<Resolvers> resolvers() {
    return List.copyOf(sections.values());
  }

  /** Has the servers of one backend follow their names. Before {@link #start}. */
  public void add(List<Server> backend) {
    Map<String, ServiceRequester> ofBackend = new HashMap<>();
    for (Server server : backend) {
      Resolvers resolvers =
          sections.get(server.definition().settings().get(ResolutionKeywords.RESOLVERS));
      if (resolvers == null || !(server.endpoint() instanceof Endpoint.Inet)) {
        continue;
      }
      servers.put(server, new Followed(server, backend, resolvers));
      String name = server.hostName().service();
      if (name != null) {
        ServiceRequester requester =
            ofBackend.computeIfAbsent(
                resolvers.name() + " " + name, key -> requester(resolvers, name));
        requester.add(
            server, server.definition().settings().get(ResolutionKeywords.IGNORES_WEIGHT));
        services.put(server, requester);
      } else {
        server.hostName().follower(host -> loop.execute(() -> followed(server).follow(host)));
      }
    }
  }

  private ServiceRequester requester(Resolvers resolvers, String service) {
    ServiceRequester made = new ServiceRequester(hosts, loop::now);
    starts.add(() -> resolvers.subscribe(Question.of(service, Question.Kind.SERVICE), made));
    return made;
  }

  private Followed followed(Server server) {
    return Objects.requireNonNull(servers.get(server), "a server that follows no name");
  }

  /** Begins to ask, if there is anybody to ask for. */
  public void start() {
    if (servers.isEmpty()) {
      return;
    }
    servers.forEach(this::beginWithItsHost);
    starts.forEach(loop::execute);
    loop.start();
  }

  /** A server of a service may have its host already, from the file of server states. */
  private void beginWithItsHost(Server server, Followed followed) {
    String host = server.hostName().host();
    ServiceRequester service = services.get(server);
    if (host == null) {
      return;
    }
    if (service != null && server.endpoint() instanceof Endpoint.Inet inet) {
      service.bind(server, host, inet.port());
    }
    loop.execute(() -> followed.follow(host));
  }

  @Override
  public void close() {
    loop.close();
  }
}
