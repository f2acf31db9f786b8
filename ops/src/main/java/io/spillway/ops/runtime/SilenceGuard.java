package io.spillway.ops.runtime;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a connection whose other side says nothing for too long. Channels have no timeouts of
 * their own, so a virtual thread watches. Thread-safe.
 */
final class SilenceGuard implements AutoCloseable {
  private final Closeable connection;
  private final Thread watcher;
  private volatile int seconds;
  private volatile long readingSince;
  private volatile boolean isReading;

  SilenceGuard(Closeable connection, int seconds) {
    this.connection = connection;
    this.seconds = seconds;
    this.watcher = Thread.ofVirtual().name("stats timeout").start(this::run);
  }

  /** Changes the time; 0 for none. */
  void setSeconds(int changed) {
    seconds = changed;
  }

  /** A stream whose reads are watched. */
  InputStream watch(InputStream in) {
    return new FilterInputStream(in) {
      private final byte[] buffer = new byte[4096];
      private int position;
      private int limit;

      @Override
      public int read() throws IOException {
        if (position == limit) {
          readingSince = System.nanoTime();
          isReading = true;
          limit = super.read(buffer, 0, buffer.length);
          isReading = false;
          position = 0;
          if (limit <= 0) {
            limit = 0;
            return -1;
          }
        }
        return buffer[position++] & 0xff;
      }
    };
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(Duration.ofSeconds(1));
        int allowed = seconds;
        if (allowed > 0
            && isReading
            && System.nanoTime() - readingSince > Duration.ofSeconds(allowed).toNanos()) {
          connection.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      // The connection ended by itself.
    } catch (IOException e) {
      // It is closed already.
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
