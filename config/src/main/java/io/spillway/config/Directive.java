package io.spillway.config;

import java.util.List;

/**
 * One line of a section. Immutable.
 *
 * @param words the line's words, at least one; a leading {@code no} or {@code default} is kept as a
 *     word
 */
public record Directive(List<Word> words) {
  public Directive {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a directive has at least one word");
    }
  }

  /** Where the directive begins. */
  public SourcePosition position() {
    return words.getFirst().position();
  }
}
