package io.spillway.rules.pattern;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of patterns that grows in small steps, so that adding one to a million takes about
 * as long as adding one to ten: a directory of segments of which each, once it is full, is split in
 * two by itself (extendible hashing). One thread at a time changes it; any number of threads look
 * up meanwhile and never wait: what they see of a segment is what it was when they came to it, or
 * newer.
 */
final class NodeTable {
  /** A segment of so many slots is split rather than made larger. */
  private static final int LARGEST = 1024;

  private static final int SMALLEST = 8;

  /** A directory has no more than one place for so many nodes: equal hashes cannot be split. */
  private static final int NODES_FOR_A_PLACE = 64;

  private long inserted;
  private volatile AtomicReferenceArray<Segment> directory;

  /** A pattern with its hash. */
  abstract static class Node extends PatternNode {
    private final int hash;

    Node(int hash) {
      this.hash = hash;
    }

    final int hash() {
      return hash;
    }
  }

  /** Slots in which nodes stand at the place that their hash names, or after it. */
  static final class Segment {
    private final AtomicReferenceArray<@Nullable Node> slots;
    private final int depth;
    private int used;

    private Segment(int size, int depth) {
      this.slots = new AtomicReferenceArray<>(size);
      this.depth = depth;
    }

    /** Where nodes of this hash begin. */
    int start(int hash) {
      return mixed(hash) & slots.length() - 1;
    }

    /** The place after {@code at}. */
    int next(int at) {
      return at + 1 & slots.length() - 1;
    }

    /** The node there, or null at the end of those that begin before. */
    @Nullable Node at(int at) {
      return slots.get(at);
    }

    private void put(Node node) {
      int at = start(node.hash());
      while (slots.get(at) != null) {
        at = next(at);
      }
      slots.set(at, node);
      used++;
    }
  }

  NodeTable() {
    directory = new AtomicReferenceArray<>(1);
    directory.set(0, new Segment(SMALLEST, 0));
  }

  private static int mixed(int hash) {
    int once = (hash ^ hash >>> 16) * 0x85ebca6b;
    int twice = (once ^ once >>> 13) * 0xc2b2ae35;
    return twice ^ twice >>> 16;
  }

  /** The segment where nodes of this hash are. */
  Segment segment(int hash) {
    AtomicReferenceArray<Segment> known = directory;
    return known.get(place(hash, known.length()));
  }

  /** The highest bits of the hash choose the segment; the lowest ones the slot in it. */
  private static int place(int hash, int size) {
    return mixed(hash) >>> 1 >>> Integer.numberOfLeadingZeros(size);
  }

  /** Adds a node that is not there. */
  void insert(Node node) {
    Segment segment = segment(node.hash());
    while ((segment.used + 1) * 4 > segment.slots.length() * 3) {
      makeRoom(segment, node.hash());
      segment = segment(node.hash());
    }
    segment.put(node);
    inserted++;
  }

  /** Calls {@code action} with every node; with some twice, where they are being moved. */
  void forEach(Consumer<Node> action) {
    AtomicReferenceArray<Segment> known = directory;
    Segment before = null;
    for (int i = 0; i < known.length(); i++) {
      Segment segment = known.get(i);
      if (segment != before) {
        forEach(segment, action);
      }
      before = segment;
    }
  }

  private static void forEach(Segment segment, Consumer<Node> action) {
    for (int i = 0; i < segment.slots.length(); i++) {
      Node node = segment.slots.get(i);
      if (node != null) {
        action.accept(node);
      }
    }
  }

  /** Leaves out what was removed, makes the segment larger, or splits it. */
  private void makeRoom(Segment full, int hash) {
    int[] living = {0};
    forEach(full, node -> living[0] += node.first() == null ? 0 : 1);
    int size = full.slots.length();
    if (living[0] * 2 < size) {
      replace(full, hash, copy(full, size));
    } else if (size < LARGEST || !canSplit(full)) {
      replace(full, hash, copy(full, size * 2));
    } else {
      split(full, hash);
    }
  }

  private boolean canSplit(Segment full) {
    return directory.length() > 1 << full.depth
        || (long) directory.length() * NODES_FOR_A_PLACE <= inserted;
  }

  private static Segment copy(Segment from, int size) {
    Segment made = new Segment(size, from.depth);
    forEach(
        from,
        node -> {
          if (node.first() != null) {
            made.put(node);
          }
        });
    return made;
  }

  private void replace(Segment old, int hash, Segment made) {
    AtomicReferenceArray<Segment> known = directory;
    int same = known.length() >>> old.depth;
    int start = place(hash, known.length()) & -same;
    for (int i = start; i < start + same; i++) {
      known.set(i, made);
    }
  }

  private void split(Segment full, int hash) {
    if (directory.length() == 1 << full.depth) {
      AtomicReferenceArray<Segment> known = directory;
      AtomicReferenceArray<Segment> larger = new AtomicReferenceArray<>(known.length() * 2);
      for (int i = 0; i < larger.length(); i++) {
        larger.set(i, known.get(i >>> 1));
      }
      directory = larger;
    }
    AtomicReferenceArray<Segment> known = directory;
    Segment low = new Segment(full.slots.length(), full.depth + 1);
    Segment high = new Segment(full.slots.length(), full.depth + 1);
    int bit = known.length() >>> full.depth + 1;
    forEach(
        full,
        node -> {
          if (node.first() != null) {
            ((place(node.hash(), known.length()) & bit) == 0 ? low : high).put(node);
          }
        });
    int same = known.length() >>> full.depth;
    int start = place(hash, known.length()) & -same;
    for (int i = 0; i < same; i++) {
      known.set(start + i, i < bit ? low : high);
    }
  }
}
