package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Regular expressions ({@code -m reg}), tried one after the other. */
final class RegexIndex implements PatternIndex {
  private final boolean ignoreCase;
  private final NodeSequence sequence = new NodeSequence();

  RegexIndex(boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
  }

  private static final class Node extends PatternNode {
    private final Regex regex;

    Node(Regex regex) {
      this.regex = regex;
    }
  }

  @Override
  public Slot slot(String text) {
    return sequence.slot(new Node(Regex.compile(text, ignoreCase)));
  }

  @Override
  public @Nullable PatternItem find(Sample sample) {
    Node found = match(sample);
    return found == null ? null : found.first();
  }

  /** The expression that {@code sample} matches, or null. */
  @Nullable Regex regex(Sample sample) {
    Node found = match(sample);
    return found == null ? null : found.regex;
  }

  private @Nullable Node match(Sample sample) {
    NodeSequence.State now = sequence.state();
    for (int i = 0; i < now.count(); i++) {
      Node node = (Node) now.get(i);
      if (node != null && node.regex.occursIn(sample.bytes(), sample.offset(), sample.length())) {
        return node;
      }
    }
    return null;
  }
}
