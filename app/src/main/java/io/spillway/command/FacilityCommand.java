package io.spillway.command;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spillway facility}: what a running process knows of facilities, and what it is told. */
final class FacilityCommand implements Command {
  private final Program program;

  FacilityCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "facility";
  }

  @Override
  public String summary() {
    return "shows facilities and their verdicts, and takes facilities out or back";
  }

  @Override
  public String help() {
    return """
    Usage: spillway facility status | history [COUNT]
           spillway facility drain | force | auto | failback | plan FACILITY
           each with -f FILE... or --socket ADDRESS, and --json for status and history

    Asks the process that runs the files, over its 'stats socket'.

      status      each public address, how every instance sees it, the verdict and the answer
      history     the last events
      drain       keeps a facility out of service as long as another one can serve
      force       has a facility serve, alone, whatever the verdict is
      auto        has a facility follow the verdict again
      failback    ends the hold-down of a facility that is well again
      plan        what would follow if the facility died; nothing is changed

    Examples:
      spillway facility status -f haproxy.cfg -f facilities.cfg
      spillway facility drain primary --socket /run/spillway/admin.sock
    """;
  }

  @Override
  public int run(List<String> arguments) {
    RuntimeArguments read = RuntimeArguments.read(arguments);
    String command = read == null ? null : command(read);
    if (read == null || command == null) {
      program.console().error(help());
      return 1;
    }
    RuntimeClient client = read.client(program);
    if (client == null) {
      return 1;
    }
    try {
      String answer = client.ask(command);
      boolean isDone = isReport(read.words().getFirst()) || answer.isBlank();
      boolean isRefused =
          answer.startsWith("No ") || answer.startsWith("Unknown") || answer.startsWith("Perm");
      if (isDone && !isRefused) {
        program.console().out(answer.isBlank() ? "" : answer);
        return 0;
      }
      program.console().error("spillway: " + answer.strip() + "\n");
      return 1;
    } catch (IOException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
      return 1;
    }
  }

  private static boolean isReport(String word) {
    return List.of("status", "history", "plan").contains(word);
  }

  /** The command of the runtime API; null where the words make none. */
  private static @Nullable String command(RuntimeArguments read) {
    List<String> words = read.words();
    String json = read.json() ? " json" : "";
    if (words.isEmpty() || read.time() != null) {
      return null;
    }
    return switch (words.getFirst()) {
      case "status" -> words.size() == 1 ? "show facility" + json : null;
      case "history" ->
          words.size() > 2
              ? null
              : "show facility history" + json + (words.size() == 2 ? " " + words.get(1) : "");
      case "drain", "force", "auto", "failback", "plan" ->
          words.size() == 2 && !read.json()
              ? "facility " + words.getFirst() + " " + words.get(1)
              : null;
      default -> null;
    };
  }
}
