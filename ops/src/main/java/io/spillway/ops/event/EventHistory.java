package io.spillway.ops.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The last events, in a file that survives restarts: a line for each, {@code <time> <severity>
 * <kind> <subject>: <text>}. Thread-safe.
 *
 * <p>The file is only appended to. Once it has more lines than its limit, the newer half of them
 * makes a new file that takes its place.
 */
public final class EventHistory {
  private final Path file;
  private final int limit;
  private final List<String> lines = new ArrayList<>();

  /**
   * The events in {@code file}, which need not exist.
   *
   * @param limit how many events are kept at most
   * @throws IOException when it can be neither read nor written
   */
  public EventHistory(Path file, int limit) throws IOException {
    this.file = file;
    this.limit = limit;
    if (Files.exists(file)) {
      try (Stream<String> read = Files.lines(file, StandardCharsets.UTF_8)) {
        read.forEach(lines::add);
      }
      trim();
    }
    Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Adds events.
   *
   * @throws IOException when the file cannot be written; they are kept in memory
   */
  public synchronized void add(List<TimedEvent> events) throws IOException {
    StringBuilder added = new StringBuilder();
    for (TimedEvent timed : events) {
      String line = line(timed);
      lines.add(line);
      added.append(line).append('\n');
    }
    if (lines.size() > limit) {
      trim();
    } else {
      Files.writeString(file, added, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /** An event as a line of the file, without its end. */
  public static String line(TimedEvent timed) {
    Event event = timed.event();
    String text =
        timed.time().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + event.severity().word()
            + " "
            + event.kind()
            + " "
            + event.subject().key()
            + ": "
            + event.text();
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private void trim() throws IOException {
    if (lines.size() > limit) {
      lines.subList(0, lines.size() - limit / 2).clear();
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, lines, StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The last {@code count} events, the oldest first. */
  public synchronized List<String> last(int count) {
    return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
