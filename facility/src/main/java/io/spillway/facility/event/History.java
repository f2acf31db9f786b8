package io.spillway.facility.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The last events, in a file that survives restarts: a line for each, {@code <time> <severity>
 * <kind> <text>}. Thread-safe.
 *
 * <p>The file is only appended to. Once it has {@link #MOST_LINES} lines, the newer half of them
 * makes a new file that takes its place.
 */
public final class History {
  /** How many events are kept at most. */
  public static final int MOST_LINES = 2000;

  private final Path file;
  private final InstantSource clock;
  private final List<String> lines = new ArrayList<>();

  /**
   * The events in {@code file}, which need not exist.
   *
   * @throws IOException when it can be neither read nor written
   */
  public History(Path file, InstantSource clock) throws IOException {
    this.file = file;
    this.clock = clock;
    if (Files.exists(file)) {
      try (var read = Files.lines(file, StandardCharsets.UTF_8)) {
        read.forEach(lines::add);
      }
      trim();
    }
    Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Adds an event.
   *
   * @throws IOException when the file cannot be written; the event is kept in memory
   */
  public synchronized void add(FacilityEvent event) throws IOException {
    String line =
        clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + event.severity()
            + " "
            + event.kind()
            + " "
            + event.text().replaceAll("\\p{Cntrl}", "?");
    lines.add(line);
    if (lines.size() > MOST_LINES) {
      trim();
    } else {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private void trim() throws IOException {
    if (lines.size() > MOST_LINES) {
      lines.subList(0, lines.size() - MOST_LINES / 2).clear();
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
