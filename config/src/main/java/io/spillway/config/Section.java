package io.spillway.config;

import java.util.List;

/**
 * A section as it was written: its header line and the directives up to the next header. Immutable.
 *
 * @param header the header's words: the kind ({@code frontend}), then its arguments
 * @param directives the lines of the section in their order
 */
public record Section(List<Word> header, List<Directive> directives) {
  public Section {
    header = List.copyOf(header);
    directives = List.copyOf(directives);
  }

  /** The section's kind, such as {@code global} or {@code backend}. */
  public String kind() {
    return header.getFirst().text();
  }

  /** Where the header stands. */
  public SourcePosition position() {
    return header.getFirst().position();
  }
}
