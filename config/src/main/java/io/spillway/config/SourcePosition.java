package io.spillway.config;

/**
 * A place in a configuration file. Immutable.
 *
 * @param file the file's name as the user gave it, or a pseudo name such as {@code built-in}
 * @param line the line, from 1; 0 where the whole file is meant
 * @param column the column of the first character, from 1; 0 where the whole line is meant
 */
public record SourcePosition(String file, int line, int column) {
  /** Where a value comes from that no file set. */
  public static final SourcePosition BUILT_IN = new SourcePosition("built-in", 0, 0);

  /** The same line at {@code column}. */
  public SourcePosition atColumn(int column) {
    return new SourcePosition(file, line, column);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
