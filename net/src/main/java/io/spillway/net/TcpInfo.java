package io.spillway.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel tells of a TCP connection ({@code TCP_INFO}, tcp(7)), at one moment. Immutable;
 * thread-safe.
 */
public final class TcpInfo {
  /** As much of the kernel's structure as is read, in bytes. */
  static final int LENGTH = 104;

  private final ByteBuffer structure;

  /** What the kernel has filled in; a shorter answer leaves the fields at its end 0. */
  TcpInfo(ByteBuffer answer) {
    ByteBuffer copy = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder());
    copy.put(0, answer, answer.position(), Math.min(answer.remaining(), LENGTH));
    structure = copy;
  }

  /** The numbers of the structure that are of use here. */
  public enum Field {
    /** Segments that were sent and not acknowledged. */
    UNACKED(24),
    /** Segments that were acknowledged selectively. */
    SACKED(28),
    /** Segments that count as lost. */
    LOST(32),
    /** Segments that are being sent again. */
    RETRANS(36),
    /** Segments that were acknowledged forwards; 0 in newer kernels. */
    FACKETS(40),
    /** The smoothed time of a round trip, in microseconds. */
    RTT(68),
    /** Its variation, in microseconds. */
    RTTVAR(72),
    /** How far segments may overtake each other. */
    REORDERING(88);

    private final int offset;

    Field(int offset) {
      this.offset = offset;
    }
  }

  /** The value of {@code field}, 0 to 2^32 - 1. */
  public long get(Field field) {
    return structure.getInt(field.offset) & 0xffff_ffffL;
  }
}
