package io.spillway.rules.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that are tried one after the other, in the order of their addition. One thread at a time
 * changes it; any thread reads meanwhile. Immutable pieces: what was taken by {@link #nodes} and
 * {@link #count} stays as it is.
 */
final class NodeSequence {
  private volatile State state = new State(new PatternNode[4], 0);

  /**
   * A moment of the sequence.
   *
   * @param nodes the nodes; those from {@code count} on are none
   * @param count how many there are
   */
  @SuppressWarnings("ArrayRecordComponent")
  record State(@Nullable PatternNode[] nodes, int count) {
    @Nullable PatternNode get(int index) {
      return nodes[index];
    }
  }

  /** What there is now; a lookup takes it once and stays with it. */
  State state() {
    return state;
  }

  /** A place for {@code node}, which is in the sequence as long as it has an entry. */
  PatternIndex.Slot slot(PatternNode node) {
    return new PatternIndex.Slot() {
      @Override
      public void add(PatternItem item) {
        node.add(item);
        append(node);
      }

      @Override
      public void replace(PatternItem item) {
        int at = indexOf(item.order());
        PatternNode old = at < 0 ? null : state.get(at);
        if (old != null) {
          old.replace(item);
        }
      }

      @Override
      public void remove(long order) {
        int at = indexOf(order);
        if (at >= 0) {
          removeAt(at);
        }
      }
    };
  }

  private void append(PatternNode node) {
    State now = state;
    @Nullable PatternNode[] nodes = now.nodes();
    if (now.count() == nodes.length) {
      nodes = Arrays.copyOf(nodes, now.count() * 2);
    }
    nodes[now.count()] = node;
    state = new State(nodes, now.count() + 1);
  }

  private int indexOf(long order) {
    State now = state;
    for (int i = 0; i < now.count(); i++) {
      PatternNode node = now.get(i);
      PatternItem item = node == null ? null : node.first();
      if (item != null && item.order() == order) {
        return i;
      }
    }
    return -1;
  }

  private void removeAt(int index) {
    State now = state;
    @Nullable PatternNode[] nodes = new PatternNode[now.nodes().length];
    System.arraycopy(now.nodes(), 0, nodes, 0, index);
    System.arraycopy(now.nodes(), index + 1, nodes, index, now.count() - index - 1);
    state = new State(nodes, now.count() - 1);
  }
}
