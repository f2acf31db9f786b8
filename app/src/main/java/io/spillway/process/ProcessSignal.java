package io.spillway.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.stream.Stream;
import sun.misc.Signal;

/** The signals that the program answers or sends; the numbers are Linux's. */
public enum ProcessSignal {
  HUP(1),
  INT(2),
  USR1(10),
  USR2(12),
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
    long ignored = ignored();
    for (ProcessSignal signal : values()) {
      // The virtual machine leaves alone what was ignored when it started; HAProxy does not.
      if ((ignored & 1L << (signal.number - 1)) != 0) {
        SystemCalls.noticeSignal(signal.number);
      }
      try {
        Signal.handle(new Signal(signal.name()), _ -> queue.add(signal));
      } catch (IllegalArgumentException e) {
        // The virtual machine keeps SIGUSR2 for itself unless the launcher gave it another one.
        if (signal != USR2) {
          throw e;
        }
      }
    }
  }

  /** The signals that this process ignores, a bit each from signal 1. */
  private static long ignored() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
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
