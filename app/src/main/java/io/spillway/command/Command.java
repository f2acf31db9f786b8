package io.spillway.command;

import java.util.List;

/** One of the program's own commands: {@code spillway NAME …}. */
interface Command {
  /** The command's name. */
  String name();

  /** One line on what it does. */
  String summary();

  /** How it is used, with examples. */
  String help();

  /**
   * Runs it.
   *
   * @param arguments what stands behind its name
   * @return the exit code
   */
  int run(List<String> arguments);
}
