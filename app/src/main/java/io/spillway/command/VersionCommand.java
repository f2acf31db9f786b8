package io.spillway.command;

import java.util.List;

/** {@code spillway version}. */
final class VersionCommand implements Command {
  private final Program program;

  VersionCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "version";
  }

  @Override
  public String summary() {
    return "tells which Spillway this is and what it can do";
  }

  @Override
  public String help() {
    return """
    Usage: spillway version

    Tells what -vv tells. For the version alone:
      spillway -v
    """;
  }

  @Override
  public int run(List<String> arguments) {
    program.console().out(program.version().build());
    return 0;
  }
}
