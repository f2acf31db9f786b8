package io.spillway.ops.runtime;

import io.spillway.net.Endpoint;
import io.spillway.ops.runtime.RuntimeSession.Target;
import io.spillway.proxy.resolve.Question;
import io.spillway.proxy.server.ResolutionNotice;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code set server}: a server's state, weight, address, health and limit. */
final class SetServerCommand {
  private static final String USAGE =
      "usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send"
          + " | fqdn | health | maxconn | state | weight\n";
  private static final String CHANGED_BY = " by 'stats socket command'\n";
  private static final int MAX_PORT = 65535;

  static final List<Command> ALL =
      List.of(
          Command.of(
              "set server",
              "<bk>/<srv> [opts]",
              "change a server's state, weight or address",
              Level.ADMIN,
              (session, arguments) ->
                  ServerCommands.with(session, arguments, target -> set(target, arguments))));

  private SetServerCommand() {}

  private static String set(Target target, List<String> arguments) {
    String what = arguments.size() < 2 ? "" : arguments.get(1);
    String value = arguments.size() < 3 ? "" : arguments.get(2);
    return switch (what) {
      case "state" -> setState(target.server(), value);
      case "health" -> setHealth(target.server(), value);
      case "agent", "agent-addr", "agent-port", "agent-send" ->
          AgentCommands.set(target.server().state().agent(), arguments);
      case "weight" -> ServerCommands.setWeight(target, value);
      case "maxconn" -> setMaximum(target.server(), arguments);
      case "fqdn" -> setHost(target.server(), value);
      case "addr" -> setAddress(target.server(), arguments.subList(2, arguments.size()));
      default -> USAGE;
    };
  }

  private static String setState(Server server, String value) {
    switch (value) {
      case "ready" -> server.state().makeReady();
      case "drain" -> server.state().drain();
      case "maint" -> server.state().enterMaintenance();
      default -> {
        return "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n";
      }
    }
    return "";
  }

  private static String setHealth(Server server, String value) {
    if (server.state().tracked() != null) {
      return "cannot change health on a tracking server.\n";
    }
    switch (value) {
      case "up" -> server.state().forceUp();
      case "stopping" -> server.state().forceStopping();
      case "down" -> server.state().forceDown();
      default -> {
        return "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n";
      }
    }
    return "";
  }

  private static String setMaximum(Server server, List<String> arguments) {
    int limit = Numbers.parse(arguments, 2);
    if (limit < 0) {
      return "Integer value expected.\n";
    }
    server.setMaximum(limit);
    return "";
  }

  private static String setAddress(Server server, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "set server <b>/<s> addr requires an address and optionally a port.\n";
    }
    InetAddress address = literal(arguments.getFirst());
    if (address == null) {
      return "Invalid addr format.\n";
    }
    int port = -1;
    if (arguments.size() > 1) {
      port = arguments.get(1).equals("port") ? Numbers.parse(arguments, 2) : -1;
      if (port < 0 || port > MAX_PORT) {
        return "set server <b>/<s> addr requires an address and optionally a port.\n";
      }
    }
    return move(server, address, port);
  }

  private static String setHost(Server server, String host) {
    if (host.isEmpty()) {
      return "set server <b>/<s> fqdn requires a FQDN.\n";
    }
    ServerName name = server.hostName();
    if (name.service() != null) {
      return "set server <b>/<s> fqdn failed because SRV resolution is configured.\n";
    }
    ServerName.Follower follower = name.follower();
    if (follower == null) {
      return "set server <b>/<s> fqdn failed because no resolution is configured.\n";
    }
    if (!Question.isPossible(host)) {
      return "set server <b>/<s> fqdn: invalid FQDN.\n";
    }
    String before = name.host();
    if (host.equalsIgnoreCase(before)) {
      return "no need to change the FDQN" + CHANGED_BY;
    }
    name.host(host);
    name.overridden(false);
    server.state().renamed();
    follower.follow(host);
    return ResolutionNotice.renamed(server, before, host, "stats socket command").message() + "\n";
  }

  static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String move(Server server, InetAddress address, int port) {
    if (!(server.endpoint() instanceof Endpoint.Inet old)) {
      return "cannot change the address of a server on a unix socket.\n";
    }
    InetAddress oldAddress = old.address();
    boolean moves = !address.equals(oldAddress);
    boolean changesPort = port >= 0 && port != old.port();
    StringBuilder answer = new StringBuilder();
    answer.append(
        moves
            ? "IP changed from '" + text(oldAddress) + "' to '" + text(address) + "'"
            : "no need to change the addr");
    if (port >= 0) {
      answer.append(
          changesPort
              ? ", port changed from '" + old.port() + "' to '" + port + "'"
              : ", no need to change the port");
    }
    if (!moves && !changesPort) {
      return answer.append('\n').toString();
    }
    server.hostName().overridden(true);
    server.moveTo(
        new Endpoint.Inet(
            text(address),
            address,
            port >= 0 ? port : old.port(),
            address instanceof Inet6Address ? Endpoint.Family.IPV6 : Endpoint.Family.IPV4));
    return answer.append(CHANGED_BY).toString();
  }

  private static String text(@Nullable InetAddress address) {
    return address == null ? "" : address.getHostAddress();
  }
}
