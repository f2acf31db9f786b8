package io.spillway.config;

/**
 * One word of a directive after quotes, escapes and environment variables were resolved. Immutable.
 *
 * @param text what the word says
 * @param position where it stands
 */
public record Word(String text, SourcePosition position) {
  @Override
  public String toString() {
    return text;
  }
}
