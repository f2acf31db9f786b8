package io.spillway.ops.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the system tells about a process of this machine (proc(5)). Immutable.
 *
 * @param pid its process id
 * @param state {@code R}, {@code S}, {@code D}, {@code T}, {@code Z} and their like
 * @param ticks the time of processors that it has used, in ticks of a hundredth of a second
 * @param startTicks when it began, in ticks since the system did
 */
record LocalProcess(long pid, char state, long ticks, long startTicks) {
  /** Of USER_HZ, which is 100 on every architecture that Java 25 runs on. */
  static final int TICKS_PER_SECOND = 100;

  private static final int STATE = 0;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int START = 19;
  private static final long KILOBYTE = 1024;

  /**
   * The process {@code pid}, or null where there is none.
   *
   * @throws IOException when the system does not tell
   */
  static @Nullable LocalProcess of(long pid) throws IOException {
    try {
      String text = Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1);
      // The name stands in parentheses and may hold anything.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).strip().split(" ");
      return new LocalProcess(
          pid,
          fields[STATE].charAt(0),
          Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]),
          Long.parseLong(fields[START]));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      if (!Files.exists(file(pid, "stat"))) {
        return null; // It ended while its file was read.
      }
      throw e;
    }
  }

  /** The process whose id stands in {@code file}. */
  static long pid(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip().split("\\s", 2)[0];
    if (!text.matches("[1-9]\\d{0,9}")) {
      throw new IOException("holds no process id");
    }
    return Long.parseLong(text);
  }

  /** Why it cannot be said to run; null where it does. */
  @Nullable String trouble() {
    return switch (state) {
      case 'T', 't' -> "process " + pid + " is stopped by a signal";
      case 'Z', 'X' -> "process " + pid + " has ended";
      default -> null;
    };
  }

  /** Its open descriptors, of those it may have; null where the system does not tell us. */
  static Limit.@Nullable Used descriptors(long pid) {
    try (Stream<Path> open = Files.list(file(pid, "fd"))) {
      long count = open.count();
      for (String line : Files.readAllLines(file(pid, "limits"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
          return new Limit.Used(count, soft.matches("\\d+") ? Double.parseDouble(soft) : 0);
        }
      }
      return new Limit.Used(count, 0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return null;
    }
  }

  /** Its resident memory, of the machine's; null where the system does not tell us. */
  static Limit.@Nullable Used memory(long pid) {
    try {
      long resident = kilobytes(file(pid, "status"), "VmRSS:");
      long machine = kilobytes(Path.of("/proc/meminfo"), "MemTotal:");
      return resident < 0 ? null : new Limit.Used(resident * KILOBYTE, machine * KILOBYTE);
    } catch (IOException e) {
      return null;
    }
  }

  private static long kilobytes(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).strip().split(" ")[0]);
      }
    }
    return -1;
  }

  private static Path file(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
