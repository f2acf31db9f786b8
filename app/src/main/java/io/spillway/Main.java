package io.spillway;

import io.spillway.command.Console;
import io.spillway.command.Program;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    int exitCode = Program.ofProcess(console).run(arguments);
    console.flush();
    // Nothing is left to do, and threads that still stand must not keep the process alive.
    Runtime.getRuntime().halt(exitCode);
  }
}
