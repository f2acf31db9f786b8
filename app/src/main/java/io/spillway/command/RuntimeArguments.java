package io.spillway.command;

import io.spillway.proxy.definition.Configuration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command that asks a running process: {@code -f <file>} or {@code --socket
 * <address>} say which one. Immutable.
 *
 * @param words what stands there beside options
 * @param files of {@code -f}
 * @param socket of {@code --socket}, or null
 * @param json whether {@code --json} is given
 * @param time of {@code --for}, or null
 */
record RuntimeArguments(
    List<String> words,
    List<String> files,
    @Nullable String socket,
    boolean json,
    @Nullable String time) {
  /** Reads {@code arguments}; null where they make no sense. */
  static @Nullable RuntimeArguments read(List<String> arguments) {
    List<String> words = new ArrayList<>();
    List<String> files = new ArrayList<>();
    String socket = null;
    String time = null;
    boolean json = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean takesValue = List.of("-f", "--socket", "--for").contains(argument);
      if (takesValue && i + 1 == arguments.size()) {
        return null;
      }
      switch (argument) {
        case "-f" -> files.add(arguments.get(++i));
        case "--socket" -> socket = arguments.get(++i);
        case "--for" -> time = arguments.get(++i);
        case "--json" -> json = true;
        default -> {
          if (argument.startsWith("-")) {
            return null;
          }
          words.add(argument);
        }
      }
    }
    return new RuntimeArguments(words, files, socket, json, time);
  }

  /** The process to ask; null where there is none to be found, which the console then tells. */
  @Nullable RuntimeClient client(Program program) {
    if (socket != null) {
      return RuntimeClient.at(socket);
    }
    if (files.isEmpty()) {
      program
          .console()
          .error("spillway: which process? (expected: -f <file> or --socket <address>)\n");
      return null;
    }
    Loading loading = Loading.ofFiles(program, files);
    Configuration configuration = loading.load();
    if (configuration == null) {
      program.console().error(loading.report());
      return null;
    }
    RuntimeClient client = RuntimeClient.of(configuration);
    if (client == null) {
      program
          .console()
          .error(
              "spillway: "
                  + String.join(", ", files)
                  + ": no 'stats socket' in 'global' by which the process could be asked.\n");
    }
    return client;
  }
}
