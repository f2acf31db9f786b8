package io.spillway.ops.runtime;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.AgentState;
import io.spillway.proxy.server.AgentTarget;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Commands about servers' agents. */
final class AgentCommands {
  private static final String NOT_ENABLED = "agent checks are not enabled on this server";
  private static final int MAX_PORT = 65535;

  static final List<Command> ALL =
      List.of(
          Command.of(
              "disable agent",
              "",
              "disable agent checks",
              Level.ADMIN,
              (session, arguments) ->
                  ServerCommands.with(
                      session,
                      arguments,
                      target -> {
                        target.server().state().agent().enable(false);
                        return "";
                      })),
          Command.of(
              "enable agent",
              "",
              "enable agent checks",
              Level.ADMIN,
              (session, arguments) ->
                  ServerCommands.with(
                      session, arguments, target -> enable(target.server().state().agent()))));

  private AgentCommands() {}

  private static String enable(AgentState agent) {
    if (!agent.isConfigured()) {
      return "Agent was not configured on this server, cannot enable.\n";
    }
    agent.enable(true);
    return "";
  }

  /** {@code set server <server> agent…}: the words behind the server, what is to be set first. */
  static String set(AgentState agent, List<String> arguments) {
    String what = arguments.get(1);
    List<String> values = arguments.subList(2, arguments.size());
    return switch (what) {
      case "agent-addr" -> setAddress(agent, values);
      case "agent-port" -> setPort(agent, values);
      case "agent-send" -> setQuestion(agent, values);
      default -> force(agent, values.isEmpty() ? "" : values.getFirst());
    };
  }

  private static String force(AgentState agent, String value) {
    if (!agent.isEnabled()) {
      return NOT_ENABLED + ".\n";
    }
    switch (value) {
      case "up" -> agent.force(true);
      case "down" -> agent.force(false);
      default -> {
        return "'set server <srv> agent' expects 'up' or 'down'.\n";
      }
    }
    return "";
  }

  private static String setAddress(AgentState agent, List<String> values) {
    if (values.isEmpty()) {
      return "set server <b>/<s> agent-addr requires an address and optionally a port.\n";
    }
    AgentTarget target = agent.target();
    if (!agent.isEnabled() || target == null) {
      return NOT_ENABLED;
    }
    InetAddress address = SetServerCommand.literal(values.getFirst());
    if (address == null) {
      return "invalid addr '" + values.getFirst() + "'";
    }
    Endpoint endpoint =
        new Endpoint.Inet(
            address.getHostAddress(),
            address,
            0,
            address instanceof Inet6Address ? Endpoint.Family.IPV6 : Endpoint.Family.IPV4);
    if (values.size() < 2 || !values.get(1).equals("port")) {
      agent.target(target.at(endpoint));
      return "";
    }
    return setPort(agent, target.at(endpoint), values.size() < 3 ? "" : values.get(2));
  }

  private static String setPort(AgentState agent, List<String> values) {
    if (values.isEmpty()) {
      return "set server <b>/<s> agent-port requires a port.\n";
    }
    AgentTarget target = agent.target();
    return agent.isEnabled() && target != null
        ? setPort(agent, target, values.getFirst())
        : NOT_ENABLED;
  }

  private static String setPort(AgentState agent, AgentTarget target, String text) {
    int port;
    try {
      port = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return "provided port is not an integer";
    }
    if (port < 0 || port > MAX_PORT) {
      return "provided port is invalid";
    }
    agent.target(target.onPort(port));
    return "";
  }

  private static String setQuestion(AgentState agent, List<String> values) {
    AgentTarget target = agent.target();
    if (!agent.isEnabled() || target == null) {
      return NOT_ENABLED + ".\n";
    }
    agent.target(target.asking(values.isEmpty() ? "" : values.getFirst()));
    return "";
  }
}
