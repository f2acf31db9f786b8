package io.spillway.command;

import java.io.IOException;
import java.util.List;

/** {@code spillway reload}: has the master of a running process reload. */
final class ReloadCommand implements Command {
  private static final String USUAL_SOCKET = "/run/spillway/master.sock";

  private final Program program;

  ReloadCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String summary() {
    return "has a running process take its files anew, and tells how that went";
  }

  @Override
  public String help() {
    return """
    Usage: spillway reload [--socket ADDRESS]

    Asks the master that listens there (-S); without --socket, at /run/spillway/master.sock. Files
    with errors change nothing, and the errors are printed. 'spillway diff' shows beforehand what
    would change.

    Examples:
      spillway reload
      spillway reload --socket 127.0.0.1:9998
    """;
  }

  @Override
  public int run(List<String> arguments) {
    RuntimeArguments read = RuntimeArguments.read(arguments);
    if (read == null
        || !read.words().isEmpty()
        || !read.files().isEmpty()
        || read.json()
        || read.time() != null) {
      program.console().error(help());
      return 1;
    }
    String socket = read.socket();
    try {
      String answer = RuntimeClient.at(socket == null ? USUAL_SOCKET : socket).ask("reload");
      if (answer.startsWith("Success=1")) {
        program.console().out("reloaded\n");
        return 0;
      }
      program.console().error("spillway: not reloaded: " + answer.strip() + "\n");
    } catch (IOException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
    }
    return 1;
  }
}
