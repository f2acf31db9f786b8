package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parts of strings anywhere ({@code -m sub}), or whole parts between delimiters ({@code -m dir},
 * {@code -m dom}), tried one after the other.
 */
final class WithinIndex implements PatternIndex {
  private final String delimiters;
  private final boolean ignoreCase;
  private final NodeSequence sequence = new NodeSequence();

  /**
   * An empty index.
   *
   * @param delimiters what must stand around a match; empty for nothing
   */
  WithinIndex(String delimiters, boolean ignoreCase) {
    this.delimiters = delimiters;
    this.ignoreCase = ignoreCase;
  }

  private static final class Node extends PatternNode {
    private final byte[] pattern;

    Node(byte[] pattern) {
      this.pattern = pattern;
    }
  }

  @Override
  public Slot slot(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isDelimiter((byte) text.charAt(start))) {
      start++;
    }
    while (end > start && isDelimiter((byte) text.charAt(end - 1))) {
      end--;
    }
    byte[] pattern = text.substring(start, end).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < pattern.length && ignoreCase; i++) {
      pattern[i] = fold(pattern[i]);
    }
    return sequence.slot(new Node(pattern));
  }

  private boolean isDelimiter(byte b) {
    return delimiters.indexOf(b) >= 0;
  }

  private byte fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  @Override
  public @Nullable PatternItem find(Sample sample) {
    NodeSequence.State now = sequence.state();
    for (int i = 0; i < now.count(); i++) {
      Node node = (Node) now.get(i);
      if (node != null && occurs(node.pattern, sample.bytes(), sample.offset(), sample.length())) {
        return node.first();
      }
    }
    return null;
  }

  private boolean occurs(byte[] pattern, byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int at = offset; at + pattern.length <= end; at++) {
      if (standsAt(pattern, bytes, at)
          && (delimiters.isEmpty()
              || (at == offset || isDelimiter(bytes[at - 1]))
                  && (at + pattern.length == end || isDelimiter(bytes[at + pattern.length])))) {
        return true;
      }
    }
    return false;
  }

  private boolean standsAt(byte[] pattern, byte[] bytes, int at) {
    for (int i = 0; i < pattern.length; i++) {
      if (fold(bytes[at + i]) != pattern[i]) {
        return false;
      }
    }
    return true;
  }
}
