package io.spillway.ops.runtime;

import io.spillway.proxy.stats.BackendStatus;
import java.util.List;

/** Commands about backends: Spillway's own. */
final class BackendCommands {
  private static final String USAGE = "usage: set backend <backend> failback\n";

  static final List<Command> ALL =
      List.of(
          Command.of(
              "set backend",
              "<backend> failback",
              "give traffic back to the best usable tier",
              Level.ADMIN,
              BackendCommands::set));

  private BackendCommands() {}

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.size() != 2 || !arguments.get(1).equals("failback")) {
      return USAGE;
    }
    BackendStatus backend = session.backend(arguments.getFirst());
    if (backend == null) {
      return "No such backend.\n";
    }
    backend.failback();
    return "";
  }
}
