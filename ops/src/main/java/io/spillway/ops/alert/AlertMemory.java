package io.spillway.ops.alert;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * What alerts must remember over a restart, in files of a directory that one process at a time may
 * use: the kernel ends its lock with the process. Confined to one thread.
 */
final class AlertMemory implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;
  private final FileChannel lock;

  private AlertMemory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Takes the directory; null while another process has it.
   *
   * @throws IOException when its files cannot be made
   */
  static @Nullable AlertMemory tryTake(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new AlertMemory(directory, channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held in this process; the same as by another.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  /**
   * What was kept last.
   *
   * @throws IOException when the file cannot be read; one that makes no sense is set aside, and
   *     nothing is remembered
   */
  EngineState load() throws IOException {
    Path file = directory.resolve("state");
    if (!Files.exists(file)) {
      return EngineState.EMPTY;
    }
    try {
      return MAPPER.readValue(Files.readAllBytes(file), EngineState.class);
    } catch (JacksonException e) {
      Files.move(file, directory.resolve("state.unreadable"), StandardCopyOption.REPLACE_EXISTING);
      return EngineState.EMPTY;
    }
  }

  /** Keeps {@code state}. */
  void keep(EngineState state) throws IOException {
    write("state", MAPPER.writeValueAsBytes(state));
  }

  /**
   * Notes that this process runs.
   *
   * @return the process that ran before without having ended as it was told; -1 for none
   */
  long begin() throws IOException {
    Path file = directory.resolve("running");
    long before = -1;
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      before = text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
    }
    write(
        "running",
        Long.toString(ProcessHandle.current().pid())
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return before;
  }

  /** Notes that this process ends as it was told. */
  void end() throws IOException {
    Files.deleteIfExists(directory.resolve("running"));
  }

  private void write(String name, byte[] content) throws IOException {
    Path fresh = directory.resolve(name + ".new");
    Files.write(fresh, content);
    Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
