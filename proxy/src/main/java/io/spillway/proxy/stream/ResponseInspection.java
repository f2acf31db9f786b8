package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.net.Timeout;
import io.spillway.net.Timers;
import io.spillway.rules.sample.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * A server's first bytes in mode tcp, held back while {@code tcp-response content} rules wait for
 * more of them: until the rules decide, {@code tcp-response inspect-delay} is over, the buffer is
 * full or the server has sent all (configuration manual, {@code tcp-response content}). Bytes of
 * the client flow meanwhile. Confined to the stream's loop.
 */
final class ResponseInspection {
  /** What the rules are run by. */
  interface Rules {
    /** Runs them over what is held; false where they wait for more, or ended the stream. */
    boolean passes();
  }

  private final Rules rules;
  private final int capacity;
  private final ByteBufAllocator allocator;
  private final Timeout delay;
  private final Runnable passed;
  private @Nullable ByteBuf held;
  private boolean isOver;
  private boolean isFinal;

  /**
   * An inspection that begins now.
   *
   * @param delayMillis how long the rules may wait, 0 for not at all
   * @param capacity at how many bytes the rules must decide
   * @param passed is run once the rules let the response pass, after a wait
   */
  ResponseInspection(
      Rules rules,
      int delayMillis,
      int capacity,
      ByteBufAllocator allocator,
      Timers timers,
      Runnable passed) {
    this.rules = rules;
    this.capacity = capacity;
    this.allocator = allocator;
    this.passed = passed;
    this.delay = new Timeout(timers, this::decide);
    isFinal = delayMillis <= 0;
    if (!isFinal) {
      delay.set(delayMillis);
    }
  }

  /** Whether the rules must take what is absent as absent. */
  boolean isFinal() {
    return isFinal;
  }

  /** What is held, or an empty range. */
  ByteSlice bytes() {
    ByteBuf received = held;
    byte[] copy = new byte[received == null ? 0 : received.readableBytes()];
    if (received != null) {
      received.getBytes(received.readerIndex(), copy);
    }
    return new ByteSlice().set(copy, 0, copy.length);
  }

  /** Holds {@code bytes} back; takes them over. */
  void hold(ByteBuf bytes) {
    if (isOver) {
      bytes.release();
      return;
    }
    ByteBuf all = Buffers.append(allocator, held, bytes);
    held = all;
    isFinal |= all.readableBytes() >= capacity;
  }

  /** Has the rules look at what is there. */
  void look() {
    if (!isOver && rules.passes()) {
      delay.end();
      isOver = true;
      passed.run();
    }
  }

  /** Nothing more will come, or the time is over: the rules decide with what is there. */
  void decide() {
    isFinal = true;
    look();
  }

  /** What was held, which is the caller's from now on; null for nothing. */
  @Nullable ByteBuf take() {
    ByteBuf taken = held;
    held = null;
    return taken;
  }

  /** The stream ended. */
  void end() {
    isOver = true;
    delay.end();
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
