package io.spillway.config;

import java.nio.charset.StandardCharsets;

/**
 * One word of a directive after quotes, escapes and environment variables were resolved. Immutable.
 *
 * @param text what the word says, one character (0 to 255) for each byte that the file has,
 *     whatever the file's encoding: what is sent on is what was written. See {@link #bytes} and
 *     {@link #unicode}
 * @param position where it stands
 */
public record Word(String text, SourcePosition position) {
  /** The word's bytes as the file has them. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The word read as UTF-8, for what Java wants in Unicode: the names of files, say. */
  public String unicode() {
    return decode(text);
  }

  /** The Unicode text that {@code encoded}, with one character for each byte, holds as UTF-8. */
  public static String decode(String encoded) {
    return new String(encoded.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** {@code unicode} as UTF-8, one character for each byte: the reverse of {@link #decode}. */
  public static String encode(String unicode) {
    return new String(unicode.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * How {@code text} is written in a configuration so that it reads as one word: as it is, in
   * strong quotes, or with escapes.
   *
   * @param text the word, without the character 0, which no word can hold
   */
  public static String quote(String text) {
    boolean plain = !text.isEmpty();
    boolean strong = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain &= c > ' ' && "#\"'\\".indexOf(c) < 0;
      strong &= c != '\'' && c != '\n' && c != '\r';
    }
    if (plain) {
      return text;
    }
    return strong ? "'" + text + "'" : escaped(text);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '#' || c == '"' || c == '\'' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\x").append((char) ('0' + (c >> 4)));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
