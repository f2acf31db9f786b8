package io.spillway;

import io.spillway.command.Console;
import io.spillway.command.Program;

/** Runs what every start runs, while the virtual machine records it for its start-up cache. */
final class Training {
  private Training() {}

  /** Checks the configuration files that the arguments name. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    Program program = Program.ofProcess(console);
    program.run("-vv");
    program.run("-cc", "version_atleast(3.0)");
    for (String file : arguments) {
      program.run("-c", "-V", "-f", file);
    }
  }
}
