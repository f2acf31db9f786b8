package io.spillway.ops.runtime;

import java.util.List;

/** What a master prints for {@code help}, and for words that are no command. Stateless. */
final class MasterHelp {
  /**
   * A line of the list.
   *
   * @param usage the command with its arguments
   */
  private record Entry(String usage, String description) {
    boolean beginsLike(List<String> line) {
      return !line.isEmpty() && usage.split(" ")[0].equals(line.getFirst());
    }
  }

  private static final List<Entry> ALL =
      List.of(
          new Entry("@!<pid>", "send a command to the <pid> process"),
          new Entry("@<relative pid>", "send a command to the <relative pid> process"),
          new Entry("@master", "send a command to the master process"),
          new Entry("operator", "lower the level of the current CLI session to operator"),
          new Entry("reload", "start a new worker, with the configuration as it is now"),
          new Entry("show cli level", "display the level of the current CLI session"),
          new Entry("show cli sockets", "dump list of cli sockets"),
          new Entry("show proc", "show processes status"),
          new Entry("show startup-logs", "report logs emitted when the current worker started"),
          new Entry("show version", "show version of the current process"),
          new Entry("user", "lower the level of the current CLI session to user"));

  private MasterHelp() {}

  static String help(List<String> line) {
    return "The following commands are valid at this level:\n" + list(line);
  }

  static String unknown(List<String> line) {
    return (ALL.stream().anyMatch(entry -> entry.beginsLike(line))
            ? "Unknown command, but maybe one of the following ones is a better match:\n"
            : "Unknown command. Please enter one of the following commands only:\n")
        + list(line);
  }

  /** The commands that begin like {@code line}, or all where none does. */
  private static String list(List<String> line) {
    List<Entry> near = ALL.stream().filter(entry -> entry.beginsLike(line)).toList();
    StringBuilder out = new StringBuilder();
    for (Entry entry : near.isEmpty() ? ALL : near) {
      out.append("  ").append(entry.usage());
      out.repeat(' ', 40 - entry.usage().length());
      out.append(": ").append(entry.description()).append('\n');
    }
    return out.append(Commands.CONNECTION).toString();
  }
}
