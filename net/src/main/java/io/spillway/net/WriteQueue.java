package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.UnixChannelUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has written and the kernel has not taken. Bounded by who writes: they look at
 * {@link #isWritable}. Confined to the connection's loop.
 */
final class WriteQueue {
  /** Above this many bytes nobody should write. */
  private static final int HIGH = 65536;

  /** Below this many they may again. */
  private static final int LOW = 32768;

  /** Calls of the kernel before others have their turn. */
  private static final int ROUNDS = 16;

  private static final int FIRST_CAPACITY = 4;
  private static final ByteBuf[] NONE = {};

  /** The pieces of one call; a loop makes one at a time. */
  private static final FastThreadLocal<IovArray> PIECES =
      new FastThreadLocal<>() {
        @Override
        protected IovArray initialValue() {
          return new IovArray(MOST_PIECES);
        }

        @Override
        protected void onRemoval(IovArray pieces) {
          pieces.release();
        }
      };

  private static final int MOST_PIECES = 256;

  private @Nullable ByteBuf[] ring = NONE;
  private int head;
  private int count;
  private long bytes;
  private boolean full;
  private boolean stuck;

  boolean isEmpty() {
    return count == 0;
  }

  /** Whether the kernel took no more, and will tell when it does. */
  boolean isStuck() {
    return stuck;
  }

  boolean isWritable() {
    return !full;
  }

  long bytes() {
    return bytes;
  }

  /** Takes {@code added}. */
  void add(ByteBuf added) {
    int size = added.readableBytes();
    if (size == 0) {
      added.release();
      return;
    }
    ByteBuf direct = added;
    if (UnixChannelUtil.isBufferCopyNeededForWrite(added)) {
      direct = ByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(added);
      added.release();
    }
    if (count == ring.length) {
      grow();
    }
    ring[(head + count) & (ring.length - 1)] = direct;
    count++;
    bytes += size;
    full |= bytes > HIGH;
  }

  private void grow() {
    if (count == 0) {
      ring = new ByteBuf[FIRST_CAPACITY];
      return;
    }
    @Nullable ByteBuf[] larger = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
    System.arraycopy(ring, 0, larger, ring.length - head, head);
    ring = larger;
    head = 0;
  }

  private ByteBuf at(int index) {
    ByteBuf found = ring[(head + index) & (ring.length - 1)];
    if (found == null) {
      throw new IllegalStateException("nothing at " + index + " of " + count);
    }
    return found;
  }

  /**
   * Gives the kernel what it takes.
   *
   * @return whether more may be written, where that was not so before
   * @throws IOException where the connection is no more
   */
  boolean send(FileDescriptor descriptor) throws IOException {
    stuck = false;
    int rounds = ROUNDS;
    while (count > 0 && !stuck) {
      long offered;
      long sent;
      ByteBuf first = at(0);
      if (count == 1 && first.hasMemoryAddress()) {
        offered = first.readableBytes();
        sent =
            descriptor.writeAddress(
                first.memoryAddress(), first.readerIndex(), first.writerIndex());
      } else {
        IovArray pieces = PIECES.get();
        pieces.clear();
        for (int i = 0; i < count; i++) {
          ByteBuf piece = at(i);
          if (!pieces.add(piece, piece.readerIndex(), piece.readableBytes())) {
            break;
          }
        }
        offered = pieces.size();
        sent = descriptor.writevAddresses(pieces.memoryAddress(0), pieces.count());
      }
      remove(sent);
      stuck = sent < offered || (count > 0 && --rounds == 0);
    }
    boolean eased = full && bytes < LOW;
    if (eased) {
      full = false;
    }
    return eased;
  }

  private void remove(long sent) {
    bytes -= sent;
    long left = sent;
    while (left > 0) {
      ByteBuf first = at(0);
      int size = first.readableBytes();
      if (size > left) {
        first.skipBytes((int) left);
        return;
      }
      left -= size;
      removeFirst().release();
    }
  }

  private ByteBuf removeFirst() {
    ByteBuf first = at(0);
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    count--;
    return first;
  }

  /** Loses what is left. */
  void release() {
    while (count > 0) {
      removeFirst().release();
    }
    bytes = 0;
    stuck = false;
  }

  /** Has {@code channel} write what is left. */
  void moveTo(Channel channel) {
    if (count > 0) {
      while (count > 0) {
        channel.write(removeFirst(), channel.voidPromise());
      }
      channel.flush();
      bytes = 0;
    }
  }
}
