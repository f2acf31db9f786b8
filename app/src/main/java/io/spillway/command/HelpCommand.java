package io.spillway.command;

import java.util.List;
import java.util.Locale;

/** {@code spillway help [command]}. */
final class HelpCommand implements Command {
  private final Program program;

  HelpCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "help";
  }

  @Override
  public String summary() {
    return "tells how the program or one of its commands is used";
  }

  @Override
  public String help() {
    return """
    Usage: spillway help [command]

    Examples:
      spillway help
      spillway help check
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.isEmpty()) {
      StringBuilder out = new StringBuilder();
      out.append("Spillway is a load balancer that runs an existing haproxy.cfg.\n\n");
      out.append("Usage: spillway <command> [arguments]\n       spillway <options of haproxy>\n\n");
      out.append("Commands ('spillway <command> --help' tells more):\n");
      for (Command command : program.commands()) {
        out.append(String.format(Locale.ROOT, "  %-10s %s%n", command.name(), command.summary()));
      }
      out.append("\nOptions of haproxy:\n\n").append(Usage.options("spillway"));
      program.console().out(out.toString());
      return 0;
    }
    Command command = program.find(arguments.getFirst());
    if (command == null) {
      program.console().error("spillway: there is no command '" + arguments.getFirst() + "'.\n");
      return 1;
    }
    program.console().out(command.help());
    return 0;
  }
}
