package io.spillway.ops.runtime;

import io.spillway.proxy.stats.FrontendStatus;
import java.util.List;

/** Commands about frontends. */
final class FrontendCommands {
  private static final String UNKNOWN = "No such frontend.\n";

  static final List<Command> ALL =
      List.of(
          Command.of(
              "disable frontend",
              "<frontend>",
              "temporarily disable specific frontend",
              Level.ADMIN,
              FrontendCommands::disable),
          Command.of(
              "enable frontend",
              "<frontend>",
              "re-enable specific frontend",
              Level.ADMIN,
              FrontendCommands::enable),
          Command.of(
              "shutdown frontend",
              "<frontend>",
              "stop a specific frontend",
              Level.ADMIN,
              FrontendCommands::shutdown),
          Command.of(
              "set maxconn frontend",
              "<frontend> <value>",
              "change a frontend's maxconn setting",
              Level.ADMIN,
              FrontendCommands::setMaximum));

  private FrontendCommands() {}

  /** Does something with the frontend that the arguments name. */
  private interface Change {
    String make(FrontendStatus frontend);
  }

  private static String with(RuntimeSession session, List<String> arguments, Change change) {
    if (arguments.isEmpty()) {
      return "A frontend name is expected.\n";
    }
    FrontendStatus frontend = session.frontend(arguments.getFirst());
    return frontend == null ? UNKNOWN : change.make(frontend);
  }

  private static String disable(RuntimeSession session, List<String> arguments) {
    return with(
        session,
        arguments,
        frontend ->
            switch (frontend.state()) {
              case STOPPED -> "Frontend was previously shut down, cannot disable.\n";
              case PAUSED -> "All sockets are already disabled.\n";
              case OPEN -> {
                frontend.pause();
                yield "";
              }
            });
  }

  private static String enable(RuntimeSession session, List<String> arguments) {
    return with(
        session,
        arguments,
        frontend ->
            switch (frontend.state()) {
              case STOPPED -> "Frontend was previously shut down, cannot enable.\n";
              case OPEN -> "All sockets are already enabled.\n";
              case PAUSED -> {
                frontend.resume();
                yield "";
              }
            });
  }

  private static String shutdown(RuntimeSession session, List<String> arguments) {
    return with(
        session,
        arguments,
        frontend -> {
          if (frontend.state() == FrontendStatus.State.STOPPED) {
            return "Frontend was already shut down.\n";
          }
          frontend.shutdown();
          return "";
        });
  }

  private static String setMaximum(RuntimeSession session, List<String> arguments) {
    return with(
        session,
        arguments,
        frontend -> {
          int limit = Numbers.parse(arguments, 1);
          if (limit < 0) {
            return "Integer value expected.\n";
          }
          frontend.changeMaxConnections(limit);
          return "";
        });
  }
}
