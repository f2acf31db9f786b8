package io.spillway.rules.pattern;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of strings of bytes that is asked with ranges of somebody else's array. Its hash
 * grows byte by byte, forwards or backwards, so that all prefixes (or suffixes) of a range can be
 * looked up in one pass. One thread at a time changes it; lookups never wait, see {@link
 * NodeTable}.
 */
final class ByteRangeTable {
  /** Random, so that nobody can choose keys whose hashes are equal. */
  private static final int MULTIPLIER = new SecureRandom().nextInt() << 3 | 5;

  private final boolean backwards;
  private final boolean ignoreCase;
  private final NodeTable nodes = new NodeTable();

  ByteRangeTable(boolean backwards, boolean ignoreCase) {
    this.backwards = backwards;
    this.ignoreCase = ignoreCase;
  }

  private static final class Key extends NodeTable.Node {
    private final byte[] bytes;

    Key(int hash, byte[] bytes) {
      super(hash);
      this.bytes = bytes;
    }
  }

  /** The node of {@code key}, which is added where it is not there. */
  PatternNode node(byte[] key) {
    int hash = hash(key, 0, key.length);
    Key known = find(hash, key, 0, key.length);
    if (known != null) {
      return known;
    }
    Key made = new Key(hash, key);
    nodes.insert(made);
    return made;
  }

  /** Calls {@code action} with every node; with some twice, where they are being moved. */
  void forEach(Consumer<PatternNode> action) {
    nodes.forEach(action::accept);
  }

  /** The hash of a range after one more byte. */
  int extend(int hash, byte next) {
    return hash * MULTIPLIER + fold(next) + 1;
  }

  private int hash(byte[] bytes, int offset, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = extend(hash, bytes[backwards ? offset + length - 1 - i : offset + i]);
    }
    return hash;
  }

  private int fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  private @Nullable Key find(int hash, byte[] bytes, int offset, int length) {
    NodeTable.Segment segment = nodes.segment(hash);
    int at = segment.start(hash);
    while (true) {
      NodeTable.Node node = segment.at(at);
      if (node == null) {
        return null;
      }
      if (node.hash() == hash && isEqual(((Key) node).bytes, bytes, offset, length)) {
        return (Key) node;
      }
      at = segment.next(at);
    }
  }

  /** The first entry whose key is equal to a range whose hash is {@code hash}, or null. */
  @Nullable PatternItem get(int hash, byte[] bytes, int offset, int length) {
    Key found = find(hash, bytes, offset, length);
    return found == null ? null : found.first();
  }

  /** The first entry whose key is equal to a range, or null. */
  @Nullable PatternItem get(byte[] bytes, int offset, int length) {
    return get(hash(bytes, offset, length), bytes, offset, length);
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
