package io.spillway.config.migrate;

import io.spillway.config.SourcePosition;
import java.util.List;

/**
 * What a migration did, or could not do, with one line. Immutable.
 *
 * @param position where the line stood in the old text
 * @param kind what became of the line
 * @param before the directive as it was, without indentation and comment
 * @param after the directives that stand there now: none where it was removed, the old one where it
 *     was left
 * @param explanation why, in a sentence
 */
public record Change(
    SourcePosition position, Kind kind, String before, List<String> after, String explanation) {
  /** What became of a line. */
  public enum Kind {
    /** Other directives stand in its place. */
    REPLACED,
    /** It went, since it has no effect any more. */
    REMOVED,
    /** It was left as it is, since nothing says the same: a person has to decide. */
    LEFT
  }

  public Change {
    after = List.copyOf(after);
  }

  @Override
  public String toString() {
    String verb =
        switch (kind) {
          case REPLACED -> "replaced by: " + String.join(" / ", after);
          case REMOVED -> "removed";
          case LEFT -> "left as it is";
        };
    return position + ": '" + before + "' " + verb + ". " + explanation;
  }
}
