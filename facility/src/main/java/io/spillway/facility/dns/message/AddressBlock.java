package io.spillway.facility.dns.message;

import org.jspecify.annotations.Nullable;

/**
 * Where addresses of one name stand in a message, one behind the other, so that they can change
 * places. Immutable.
 *
 * @param start where the first record begins
 * @param size the bytes of each record
 * @param count how many there are, at least 2
 */
public record AddressBlock(int start, int size, int count) {
  /** An owner's name as a pointer, then type, class, time to live and length. */
  private static final int FIXED = 2 + 10;

  /** The block that begins at {@code start}, or null where the records are not all alike. */
  static @Nullable AddressBlock of(RecordSet set, int start, int end) {
    int size = FIXED + (set.type() == RecordType.A ? 4 : 16);
    boolean isAddresses = set.type() == RecordType.A || set.type() == RecordType.AAAA;
    return isAddresses && set.size() > 1 && end - start == size * set.size()
        ? new AddressBlock(start, size, set.size())
        : null;
  }

  /**
   * Puts record {@code first} to the front, and those that stood before it to the end.
   *
   * @param first from 0 to {@link #count} - 1
   * @param spare room for the block
   */
  public void rotate(byte[] message, int first, byte[] spare) {
    int moved = first * size;
    int rest = size * count - moved;
    System.arraycopy(message, start, spare, 0, moved);
    System.arraycopy(message, start + moved, message, start, rest);
    System.arraycopy(spare, 0, message, start + rest, moved);
  }
}
