package io.spillway.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection that is known by its descriptor, as streams; reading and writing wait. Confined to
 * one thread at a time.
 */
public final class DescriptorStream implements AutoCloseable {
  private final int descriptor;

  /** Of a descriptor that this closes. */
  public DescriptorStream(int descriptor) {
    this.descriptor = descriptor;
  }

  /** What comes in. */
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        try {
          int next = SystemCalls.readByte(descriptor);
          return next < 0 && next != -1 ? next & 0xff : next;
        } catch (SystemCallException e) {
          throw new IOException(e.getMessage(), e);
        }
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        try {
          return SocketCalls.receive(descriptor, bytes, from, length);
        } catch (SystemCallException e) {
          throw new IOException(e.getMessage(), e);
        }
      }
    };
  }

  /** Says that nothing more goes out. */
  void endOutput() throws IOException {
    try {
      SocketCalls.endOutput(descriptor);
    } catch (SystemCallException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What goes out. */
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        try {
          SocketCalls.sendAll(descriptor, bytes, from, length);
        } catch (SystemCallException e) {
          throw new IOException(e.getMessage(), e);
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    try {
      SystemCalls.close(descriptor);
    } catch (SystemCallException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
