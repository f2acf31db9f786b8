package io.spillway.rules.pattern;

import java.util.Arrays;

/**
 * A hash table from strings of bytes to numbers that is asked with ranges of somebody else's array.
 * Its hash grows byte by byte, forwards or backwards, so that all prefixes (or suffixes) of a range
 * can be looked up in one pass. Of equal keys the first one added stays.
 */
final class ByteRangeTable {
  private final boolean backwards;
  private final boolean ignoreCase;
  private byte[][] keys = new byte[16][];
  private int[] hashes = new int[16];
  private int[] numbers = new int[16];
  private int count;

  ByteRangeTable(boolean backwards, boolean ignoreCase) {
    this.backwards = backwards;
    this.ignoreCase = ignoreCase;
  }

  void put(byte[] key, int number) {
    int hash = 0;
    for (int i = 0; i < key.length; i++) {
      hash = extend(hash, key[backwards ? key.length - 1 - i : i]);
    }
    if (get(hash, key, 0, key.length) >= 0) {
      return;
    }
    if (count * 2 >= keys.length) {
      grow();
    }
    insert(key, hash, number);
    count++;
  }

  private void insert(byte[] key, int hash, int number) {
    int mask = keys.length - 1;
    int at = spread(hash) & mask;
    while (keys[at] != null) {
      at = at + 1 & mask;
    }
    keys[at] = key;
    hashes[at] = hash;
    numbers[at] = number;
  }

  private void grow() {
    byte[][] oldKeys = keys;
    int[] oldHashes = hashes;
    int[] oldNumbers = numbers;
    keys = new byte[oldKeys.length * 2][];
    hashes = new int[keys.length];
    numbers = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != null) {
        insert(oldKeys[i], oldHashes[i], oldNumbers[i]);
      }
    }
  }

  /** The hash of a range after one more byte. */
  int extend(int hash, byte next) {
    return hash * 31 + fold(next);
  }

  private static int spread(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
    return mixed ^ mixed >>> 13;
  }

  private int fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /** The number of the key equal to a range whose hash is {@code hash}, or -1. */
  int get(int hash, byte[] bytes, int offset, int length) {
    int mask = keys.length - 1;
    int at = spread(hash) & mask;
    while (true) {
      byte[] key = keys[at];
      if (key == null) {
        return -1;
      }
      if (hashes[at] == hash && isEqual(key, bytes, offset, length)) {
        return numbers[at];
      }
      at = at + 1 & mask;
    }
  }

  /** The number of the key equal to a range, or -1. */
  int get(byte[] bytes, int offset, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = extend(hash, bytes[backwards ? offset + length - 1 - i : offset + i]);
    }
    return get(hash, bytes, offset, length);
  }

  private boolean isEqual(byte[] key, byte[] bytes, int offset, int length) {
    if (!ignoreCase) {
      return Arrays.equals(key, 0, key.length, bytes, offset, offset + length);
    }
    if (key.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (fold(key[i]) != fold(bytes[offset + i])) {
        return false;
      }
    }
    return true;
  }
}
