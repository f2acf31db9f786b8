package io.spillway.process;

import java.util.Queue;
import sun.misc.Signal;

/** The signals that the program answers or sends; the numbers are Linux's. */
public enum ProcessSignal {
  HUP(1),
  INT(2),
  USR1(10),
  TERM(15);

  private final int number;

  ProcessSignal(int number) {
    this.number = number;
  }

  /** Its number. */
  int number() {
    return number;
  }

  /** The exit code that shells show for a process that it ended. */
  int exitCode() {
    return 128 + number;
  }

  /** From now on, puts each of them that arrives into {@code queue}. */
  public static void deliverTo(Queue<Object> queue) {
    for (ProcessSignal signal : values()) {
      Signal.handle(new Signal(signal.name()), _ -> queue.add(signal));
    }
  }

  /** What HAProxy calls the end of a process with this exit code. */
  static String describe(int exitCode) {
    return switch (exitCode) {
      case 129 -> "Hangup";
      case 130 -> "Interrupt";
      case 134 -> "Aborted";
      case 137 -> "Killed";
      case 139 -> "Segmentation fault";
      case 143 -> "Terminated";
      default -> "Exit";
    };
  }
}
