package io.spillway.proxy.log;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream of lines that a thread of its own writes: a descriptor or a TCP connection, which may
 * block. Lines wait in a buffer of fixed size; what does not fit is dropped. Thread-safe.
 */
final class QueuedOutput implements LogOutput {
  /** How many bytes wait at most. */
  static final int CAPACITY = 1 << 20;

  /** The most that a pipe takes in one piece (PIPE_BUF), so that writers do not cut lines. */
  private static final int PIECE = 4096;

  private static final long CLOSE_SECONDS = 2;

  /** Writes whole lines, blocking as long as that takes. Confined to the output's thread. */
  interface Sink {
    /** Writes all of the bytes; an exception loses them. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Ends the writing; what is under way fails. */
    default void close() throws IOException {}
  }

  private final Sink sink;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private byte[] filling = new byte[CAPACITY];
  private byte[] writing = new byte[CAPACITY];
  private int length;
  private boolean closed;

  /**
   * An output with its thread, which does not keep the process alive.
   *
   * @param name what goes there, for the thread's name
   */
  QueuedOutput(String name, Sink sink) {
    this.sink = sink;
    this.thread = Thread.ofPlatform().name("log " + name).daemon().start(this::run);
  }

  @Override
  public boolean write(byte[] line, int count) {
    lock.lock();
    try {
      if (closed || length + count > CAPACITY) {
        return false;
      }
      System.arraycopy(line, 0, filling, length, count);
      length += count;
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    int taken = take();
    while (taken > 0) {
      writePieces(taken);
      taken = take();
    }
  }

  /** Waits for lines and swaps the buffers; 0 when the output was closed and all is written. */
  private int take() {
    lock.lock();
    try {
      while (length == 0 && !closed) {
        filled.awaitUninterruptibly();
      }
      byte[] full = filling;
      filling = writing;
      writing = full;
      int taken = length;
      length = 0;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void writePieces(int end) {
    int start = 0;
    while (start < end) {
      int piece = pieceEnd(start, end);
      try {
        sink.write(writing, start, piece - start);
      } catch (IOException e) {
        // A descriptor that is closed or a server that is away: its lines are lost, as HAProxy's.
      }
      start = piece;
    }
  }

  /** The end of the last whole line that fits a piece, or of the first one if that is longer. */
  private int pieceEnd(int start, int end) {
    if (end - start <= PIECE) {
      return end;
    }
    for (int i = start + PIECE; i > start; i--) {
      if (writing[i - 1] == '\n') {
        return i;
      }
    }
    int i = start + PIECE;
    while (i < end && writing[i - 1] != '\n') {
      i++;
    }
    return i;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      sink.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Nothing is left to write to it.
    }
  }
}
