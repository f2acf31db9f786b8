package io.spillway.ops.runtime;

import java.util.List;

/**
 * A command of the runtime API. Immutable.
 *
 * @param words what it begins with
 * @param usage how {@code help} shows it
 * @param description what {@code help} says about it
 * @param level the least level that may use it
 * @param handler runs it
 */
record Command(List<String> words, String usage, String description, Level level, Handler handler) {
  /** Runs a command. */
  @FunctionalInterface
  interface Handler {
    /**
     * Runs the command.
     *
     * @param arguments the words after the command's own
     * @return what to print; lines end with line feeds
     */
    String run(RuntimeSession session, List<String> arguments);
  }

  static Command of(
      String words, String arguments, String description, Level level, Handler handler) {
    String usage = arguments.isEmpty() ? words : words + " " + arguments;
    return new Command(List.of(words.split(" ")), usage, description, level, handler);
  }

  /** Whether {@code line} begins with the command's words. */
  boolean matches(List<String> line) {
    return line.size() >= words.size() && line.subList(0, words.size()).equals(words);
  }
}
