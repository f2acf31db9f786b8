package io.spillway.facility.dns.message;

import java.util.Arrays;

/**
 * A name that is being looked up, in lower case, in a place that is used again for the next one.
 * Confined to one thread.
 */
public final class NameBuffer {
  /** The longest name, in bytes. */
  public static final int MAX_LENGTH = 255;

  /** How many labels fit into the longest name. */
  public static final int MAX_LABELS = 127;

  private static final int MAX_LABEL = 63;
  private static final byte[] LOWER = new byte[256];

  static {
    for (int i = 0; i < LOWER.length; i++) {
      LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + ('a' - 'A') : i);
    }
  }

  private final byte[] bytes = new byte[MAX_LENGTH];
  private final int[] starts = new int[MAX_LABELS + 1];
  private final int[] hashes = new int[MAX_LABELS + 1];
  private int length;
  private int labels;

  static byte lowerCase(byte b) {
    return LOWER[b & 0xff];
  }

  /** Hashes each suffix from the right: a longer one continues the shorter one's. */
  static void hashSuffixes(byte[] lower, int[] starts, int labels, int[] hashes) {
    int hash = 0x5bd1e995;
    hashes[labels] = hash;
    for (int label = labels - 1; label >= 0; label--) {
      int end = starts[label + 1];
      for (int i = starts[label]; i < end; i++) {
        hash = hash * 31 + lower[i];
      }
      hash ^= hash >>> 15;
      hash *= 0x2c1b3c6d;
      hashes[label] = hash;
    }
  }

  /** The order of RFC 4034 section 6.1. */
  static int compare(byte[] a, int[] aStarts, int aLabels, byte[] b, int[] bStarts, int bLabels) {
    int common = Math.min(aLabels, bLabels);
    for (int i = 1; i <= common; i++) {
      int aLabel = aLabels - i;
      int bLabel = bLabels - i;
      int order =
          Arrays.compareUnsigned(
              a,
              aStarts[aLabel] + 1,
              aStarts[aLabel + 1],
              b,
              bStarts[bLabel] + 1,
              bStarts[bLabel + 1]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(aLabels, bLabels);
  }

  /**
   * Reads a name that is not compressed.
   *
   * @param limit where the message ends
   * @return where the name ends, or -1 where it is malformed, compressed or too long
   */
  public int read(byte[] message, int offset, int limit) {
    int at = offset;
    int to = 0;
    int count = 0;
    while (true) {
      if (at >= limit) {
        return -1;
      }
      int size = message[at] & 0xff;
      if (size > MAX_LABEL || at + 1 + size > limit || to + 1 + size > MAX_LENGTH) {
        return -1;
      }
      starts[count] = to;
      bytes[to] = (byte) size;
      if (size == 0) {
        break;
      }
      count++;
      for (int i = 1; i <= size; i++) {
        bytes[to + i] = LOWER[message[at + i] & 0xff];
      }
      at += 1 + size;
      to += 1 + size;
    }
    labels = count;
    length = to + 1;
    hashSuffixes(bytes, starts, labels, hashes);
    return at + 1;
  }

  /** Takes over {@code name}. */
  public void set(DomainName name) {
    length = name.length();
    labels = name.labels();
    System.arraycopy(name.lower(), 0, bytes, 0, length);
    System.arraycopy(name.starts(), 0, starts, 0, labels + 1);
    for (int i = 0; i <= labels; i++) {
      hashes[i] = name.hash(i);
    }
  }

  /**
   * Puts {@code target} in the place of the last {@code replaced} labels, as a DNAME does.
   *
   * @return false where the result would be too long; the name is then unchanged
   */
  public boolean replaceSuffix(int replaced, DomainName target) {
    int kept = starts[labels - replaced];
    if (kept + target.length() > MAX_LENGTH) {
      return false;
    }
    System.arraycopy(target.lower(), 0, bytes, kept, target.length());
    int keptLabels = labels - replaced;
    for (int i = 0; i <= target.labels(); i++) {
      starts[keptLabels + i] = kept + target.starts()[i];
    }
    labels = keptLabels + target.labels();
    length = kept + target.length();
    hashSuffixes(bytes, starts, labels, hashes);
    return true;
  }

  /** How many labels the name has. */
  public int labels() {
    return labels;
  }

  /** Its length in bytes, 1 to 255. */
  public int length() {
    return length;
  }

  /** The hash of the name without its first {@code label} labels. */
  public int hash(int label) {
    return hashes[label];
  }

  /** Whether the name without its first {@code label} labels is {@code name}. */
  public boolean suffixEquals(int label, DomainName name) {
    int start = starts[label];
    return length - start == name.length()
        && hashes[label] == name.hash(0)
        && Arrays.equals(bytes, start, length, name.lower(), 0, name.length());
  }

  /** How the name stands to {@code name} in the order of RFC 4034 section 6.1. */
  public int compareTo(DomainName name) {
    return compare(bytes, starts, labels, name.lower(), name.starts(), name.labels());
  }

  /** Whether the name is the one whose bytes in lower case are {@code lower}. */
  public boolean contentEquals(byte[] lower) {
    return length == lower.length && Arrays.equals(bytes, 0, length, lower, 0, length);
  }

  /** The bytes of the name in lower case. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** The name as one to keep. */
  public DomainName toName() {
    return DomainName.of(copy());
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int label) {
    return starts[label];
  }
}
