package io.spillway.ops.runtime;

import io.spillway.ops.runtime.RuntimeSession.Target;
import io.spillway.proxy.server.ServerPolicy;
import java.util.List;

/** Commands about one server, but for {@code set server}. */
final class ServerCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "disable server",
              "<bk>/<srv>",
              "disable a server for maintenance (use 'set server' instead)",
              Level.ADMIN,
              (session, arguments) ->
                  with(
                      session,
                      arguments,
                      target -> {
                        target.server().state().enterMaintenance();
                        return "";
                      })),
          Command.of(
              "enable server",
              "<bk>/<srv>",
              "enable a disabled server (use 'set server' instead)",
              Level.ADMIN,
              (session, arguments) ->
                  with(
                      session,
                      arguments,
                      target -> {
                        target.server().state().makeReady();
                        return "";
                      })),
          Command.of(
              "get weight",
              "<bk>/<srv>",
              "report a server's current weight",
              Level.USER,
              (session, arguments) ->
                  with(
                      session,
                      arguments,
                      target ->
                          target.server().weight()
                              + " (initial "
                              + target.server().initialWeight()
                              + ")\n")),
          Command.of(
              "set weight",
              "<bk>/<srv> <weight>",
              "change a server's weight (use 'set server' instead)",
              Level.ADMIN,
              (session, arguments) ->
                  with(
                      session,
                      arguments,
                      target -> setWeight(target, arguments.size() < 2 ? "" : arguments.get(1)))),
          Command.of(
              "set maxconn server",
              "<bk>/<srv> <value>",
              "change a server's maxconn setting",
              Level.ADMIN,
              (session, arguments) ->
                  with(session, arguments, target -> setMaximum(target, arguments))),
          Command.of(
              "shutdown sessions server",
              "<bk>/<srv>",
              "kill sessions on a server",
              Level.ADMIN,
              (session, arguments) ->
                  with(
                      session,
                      arguments,
                      target -> {
                        target.backend().shutdownSessions(target.server());
                        return "";
                      })));

  private ServerCommands() {}

  /** Does something with the server that the arguments name. */
  interface Change {
    String make(Target target);
  }

  static String with(RuntimeSession session, List<String> arguments, Change change) {
    String path = arguments.isEmpty() ? "" : arguments.getFirst();
    Target target = session.target(path);
    return target == null ? session.missing(path) : change.make(target);
  }

  /** Sets a weight: a number, or a percentage of the configured one. */
  static String setWeight(Target target, String text) {
    if (text.isEmpty()) {
      return "Require <weight> or <weight%>.\n";
    }
    boolean relative = text.endsWith("%");
    int value = Numbers.parse(List.of(relative ? text.substring(0, text.length() - 1) : text), 0);
    if (value < 0) {
      return "Trailing garbage in weight string.\n";
    }
    if (!relative && value > ServerPolicy.MAX_WEIGHT) {
      return "Absolute weight can only be between 0 and 256 inclusive.\n";
    }
    if (target.backend().algorithm().equals("static-rr") && !isOnOrOff(value, relative)) {
      return "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n";
    }
    long weight = relative ? (long) target.server().initialWeight() * value / 100 : value;
    target.server().setWeight((int) Math.min(ServerPolicy.MAX_WEIGHT, weight));
    return "";
  }

  private static boolean isOnOrOff(int value, boolean relative) {
    return value == 0 || (relative && value == 100);
  }

  private static String setMaximum(Target target, List<String> arguments) {
    if (arguments.size() < 2) {
      return "Require <maxconn>.\n";
    }
    int limit = Numbers.parse(arguments, 1);
    if (limit < 0) {
      return "Integer value expected.\n";
    }
    target.server().setMaximum(limit);
    return "";
  }
}
