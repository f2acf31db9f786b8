package io.spillway.ops.alert.delivery;

import io.spillway.ops.alert.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * The notifications that a channel has not taken yet, a file for each. What was added is there
 * after a restart. Thread-safe.
 */
public final class DeliveryQueue {
  private static final String ENDING = ".json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;
  private final int limit;
  private final TreeMap<Long, Notification> waiting = new TreeMap<>();
  private long next;
  private boolean isClosed;

  /**
   * The queue in {@code directory}, which is made where it is missing.
   *
   * @param limit how many notifications it holds; where more come, the oldest are dropped
   * @throws IOException when it cannot be read; a file that holds no notification is set aside
   */
  public DeliveryQueue(Path directory, int limit) throws IOException {
    this.directory = directory;
    this.limit = limit;
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{1,18}\\.json")) {
          load(file, Long.parseLong(name.substring(0, name.length() - ENDING.length())));
        }
      }
    }
    next = waiting.isEmpty() ? 0 : waiting.lastKey() + 1;
  }

  private void load(Path file, long number) throws IOException {
    try {
      waiting.put(number, MAPPER.readValue(Files.readAllBytes(file), Notification.class));
    } catch (JacksonException e) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".unreadable"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Adds a notification. One that only repeats what was told is left out while others wait.
   *
   * @return how many others were dropped for it
   * @throws IOException when it cannot be written; it is told all the same, unless the process ends
   *     before
   */
  public synchronized int add(Notification notification) throws IOException {
    if (notification.isRepeat() && !waiting.isEmpty()) {
      return 0;
    }
    long number = next++;
    waiting.put(number, notification);
    int dropped = 0;
    while (waiting.size() > limit) {
      Files.deleteIfExists(file(waiting.pollFirstEntry().getKey()));
      dropped++;
    }
    notifyAll();
    Path fresh = directory.resolve("new");
    Files.write(fresh, MAPPER.writeValueAsBytes(notification));
    Files.move(fresh, file(number), StandardCopyOption.ATOMIC_MOVE);
    return dropped;
  }

  private Path file(long number) {
    return directory.resolve(number + ENDING);
  }

  /** The oldest notification, waited for; it stays until it is {@linkplain #taken taken}. */
  synchronized Notification first() throws InterruptedException {
    while (waiting.isEmpty() || isClosed) {
      wait();
    }
    return waiting.firstEntry().getValue();
  }

  /** The channel has taken it. */
  synchronized void taken(Notification notification) throws IOException {
    // It may have been dropped meanwhile.
    if (!waiting.isEmpty() && waiting.firstEntry().getValue().equals(notification)) {
      Files.deleteIfExists(file(waiting.pollFirstEntry().getKey()));
    }
  }

  /** How many wait. */
  public synchronized int size() {
    return waiting.size();
  }

  /** Gives out no more. */
  synchronized void close() {
    isClosed = true;
  }
}
