package io.spillway.ops.runtime;

import java.util.List;

/** Commands about the connection itself. */
final class SessionCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show cli level",
              "",
              "display the level of the current CLI session",
              Level.USER,
              (session, arguments) -> session.level().word() + "\n"),
          Command.of(
              "operator",
              "",
              "lower the level of the current CLI session to operator",
              Level.USER,
              (session, arguments) -> lower(session, Level.OPERATOR)),
          Command.of(
              "user",
              "",
              "lower the level of the current CLI session to user",
              Level.USER,
              (session, arguments) -> lower(session, Level.USER)),
          Command.of(
              "set timeout cli",
              "<delay>",
              "change a timeout setting",
              Level.USER,
              SessionCommands::setTimeout));

  private SessionCommands() {}

  private static String lower(RuntimeSession session, Level level) {
    if (session.level().compareTo(level) < 0) {
      return "Permission denied\n";
    }
    session.lowerTo(level);
    return "";
  }

  private static String setTimeout(RuntimeSession session, List<String> arguments) {
    int seconds = Numbers.parse(arguments, 0);
    if (seconds < 0) {
      return "Invalid timeout value.\n";
    }
    session.changeTimeout(seconds);
    return "";
  }
}
