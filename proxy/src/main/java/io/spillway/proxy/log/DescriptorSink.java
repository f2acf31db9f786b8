package io.spillway.proxy.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** An open descriptor. Confined to its output's thread. */
final class DescriptorSink {
  private DescriptorSink() {}

  /** A sink that writes to descriptor {@code fd} and leaves it open. */
  static QueuedOutput.Sink of(int fd) {
    return switch (fd) {
      case 1 -> stream(FileDescriptor.out);
      case 2 -> stream(FileDescriptor.err);
      default -> (bytes, offset, length) -> writeAll(fd, bytes, offset, length);
    };
  }

  @SuppressWarnings("resource") // the process's own descriptors are never closed
  private static QueuedOutput.Sink stream(FileDescriptor descriptor) {
    FileOutputStream stream = new FileOutputStream(descriptor);
    return stream::write;
  }

  private static void writeAll(int fd, byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int written = NativeCalls.write(fd, bytes, at, end - at);
      if (written < 0) {
        throw new IOException("cannot write to descriptor " + fd);
      }
      at += written;
    }
  }
}
