package io.spillway.ops.runtime;

import io.spillway.ops.watch.ProcessWatches;
import java.util.List;

/** Commands about other processes, in a process that watches some. */
final class WatchCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show process",
              "",
              "report the processes that are watched",
              Level.USER,
              (session, words) -> {
                ProcessWatches processes = session.processes();
                return processes == null
                    ? "No processes are watched by this one.\n"
                    : processes.report();
              }),
          Command.of(
              "show liveness",
              "",
              "report whether the event loops turn and a request passes",
              Level.OPERATOR,
              (session, words) -> liveness(session)));

  private WatchCommands() {}

  private static String liveness(RuntimeSession session) {
    try {
      String trouble = session.process().liveness();
      return trouble == null ? "alive\n" : "Not alive: " + trouble + "\n";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "Not known: interrupted\n";
    }
  }
}
