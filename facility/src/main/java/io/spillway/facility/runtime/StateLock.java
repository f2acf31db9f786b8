package io.spillway.facility.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to vote as one voter: while a process replaces another one, both run, and only the one
 * that has the lock votes. The kernel ends it with its process. Confined to one thread.
 */
final class StateLock implements AutoCloseable {
  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock that belongs to {@code stateFile}; null where another one has it.
   *
   * @throws IOException when the file of the lock cannot be made
   */
  static @Nullable StateLock tryTake(Path stateFile) throws IOException {
    FileChannel channel =
        FileChannel.open(
            stateFile.resolveSibling(stateFile.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new StateLock(channel);
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

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
