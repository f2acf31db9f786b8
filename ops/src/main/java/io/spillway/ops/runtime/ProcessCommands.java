package io.spillway.ops.runtime;

import io.spillway.ops.stats.ProcessInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code show info}, {@code show version}, {@code show env}, {@code show config} and {@code set
 * maxconn global}.
 */
final class ProcessCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show info",
              "[json|typed]*",
              "report information about the running process",
              Level.USER,
              ProcessCommands::showInfo),
          Command.of(
              "show version",
              "",
              "show version of the current process",
              Level.USER,
              (session, arguments) -> session.process().version() + "\n"),
          Command.of(
              "show env",
              "[var]",
              "dump environment variables known to the process",
              Level.OPERATOR,
              (session, arguments) -> showEnvironment(arguments)),
          Command.of(
              "show config",
              "",
              "show the configuration in force, with its defaults filled in",
              Level.ADMIN,
              (session, arguments) -> session.process().configurationText()),
          Command.of(
              "set maxconn global",
              "<value>",
              "change the per-process maxconn setting",
              Level.ADMIN,
              ProcessCommands::setMaximum));

  private ProcessCommands() {}

  private static String showInfo(RuntimeSession session, List<String> arguments) {
    ProcessInfo info = new ProcessInfo(session.process());
    if (arguments.contains("typed")) {
      return info.typed();
    }
    return arguments.contains("json") ? info.json() + "\n" : info.plain();
  }

  private static String showEnvironment(List<String> arguments) {
    Map<String, String> variables = System.getenv();
    if (arguments.isEmpty()) {
      StringBuilder out = new StringBuilder();
      new TreeMap<>(variables)
          .forEach((name, value) -> out.append(name).append('=').append(value).append('\n'));
      return out.toString();
    }
    String name = arguments.getFirst();
    String value = variables.get(name);
    return value == null ? "Variable not found\n" : name + "=" + value + "\n";
  }

  private static String setMaximum(RuntimeSession session, List<String> arguments) {
    int limit = Numbers.parse(arguments, 0);
    if (limit < 0) {
      return "Expects an integer value.\n";
    }
    int hard = session.process().hardMaxConnections();
    if (limit > hard) {
      return "Value out of range.\n";
    }
    session.process().changeMaxConnections(limit == 0 ? hard : limit);
    return "";
  }
}
