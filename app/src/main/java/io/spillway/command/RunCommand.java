package io.spillway.command;

import java.util.ArrayList;
import java.util.List;

/** {@code spillway run}: the program as its options say, {@code -db} unless they say otherwise. */
final class RunCommand implements Command {
  private final Program program;

  RunCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "runs configuration files in the foreground";
  }

  @Override
  public String help() {
    return """
    Usage: spillway run [options of haproxy] FILE...

    Runs the configuration that the files make together, in the foreground, until it is stopped:
    SIGINT or SIGTERM stop it at once, SIGUSR1 after all streams have finished.

    Examples:
      spillway run haproxy.cfg
      spillway run haproxy.cfg facilities.cfg
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.isEmpty()) {
      program.console().error(help());
      return 1;
    }
    return new HaproxyCommand(program).run(options(arguments));
  }

  /** The options of HAProxy that {@code arguments} mean. */
  static String[] options(List<String> arguments) {
    List<String> options = new ArrayList<>();
    options.add("-db");
    for (String argument : arguments) {
      // A file stands alone on this command line; with -f, its own options can stand before it.
      if (!argument.startsWith("-") && !takesValue(options.getLast())) {
        options.add("-f");
      }
      options.add(argument);
    }
    return options.toArray(String[]::new);
  }

  private static boolean takesValue(String option) {
    return List.of("-f", "-p", "-L", "-C", "-S", "-n", "-N", "-m", "-x", "-sf", "-st", "-cc")
        .contains(option);
  }
}
