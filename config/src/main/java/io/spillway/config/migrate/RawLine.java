package io.spillway.config.migrate;

import java.util.ArrayList;
import java.util.List;

/**
 * A line as it is written: its indentation, its words with their quotes, and what follows them.
 * Immutable.
 *
 * @param indentation the white space before the first word
 * @param words the words
 * @param rest white space and comment after the last word
 */
record RawLine(String indentation, List<RawWord> words, String rest) {
  /**
   * A word.
   *
   * @param raw as it is written
   * @param text what it says, where it holds no variable
   * @param variable whether it holds a variable, whose value nobody knows here
   */
  record RawWord(String raw, String text, boolean variable) {}

  RawLine {
    words = List.copyOf(words);
  }

  /** Reads a line without its end. Quotes that are not closed reach to the end of the line. */
  static RawLine of(String line) {
    List<RawWord> words = new ArrayList<>();
    int at = skipSpaces(line, 0);
    String indentation = line.substring(0, at);
    int end = at;
    while (at < line.length() && line.charAt(at) != '#') {
      int start = at;
      StringBuilder text = new StringBuilder();
      boolean variable = false;
      char quote = 0;
      while (at < line.length()) {
        char c = line.charAt(at);
        if (quote == 0 && (isSpace(c) || c == '#')) {
          break;
        }
        at++;
        if (quote == 0 && (c == '"' || c == '\'')) {
          quote = c;
        } else if (quote != 0 && c == quote) {
          quote = 0;
        } else if (c == '\\' && quote != '\'' && at < line.length()) {
          at += escape(line, at, quote, text);
        } else {
          variable |= c == '$' && quote == '"';
          text.append(c);
        }
      }
      words.add(new RawWord(line.substring(start, at), text.toString(), variable));
      end = at;
      at = skipSpaces(line, at);
    }
    return new RawLine(indentation, words, line.substring(end));
  }

  /** Appends what the escape with {@code at} behind its backslash means; returns its length. */
  private static int escape(String line, int at, char quote, StringBuilder text) {
    char c = line.charAt(at);
    if (c == 'x' && line.substring(at).matches("x[0-9A-Fa-f]{2}.*")) {
      text.append((char) Integer.parseInt(line.substring(at + 1, at + 3), 16));
      return 3;
    }
    switch (c) {
      case ' ', '\\', '#', '"', '\'' -> text.append(c);
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case '$' -> text.append(quote == '"' ? "$" : "\\$");
      default -> {
        text.append('\\');
        return 0;
      }
    }
    return 1;
  }

  private static int skipSpaces(String line, int from) {
    int at = from;
    while (at < line.length() && isSpace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** What word {@code index} says, or the empty string where there is none. */
  String text(int index) {
    return index < words.size() ? words.get(index).text() : "";
  }

  /** The words from {@code index} on, as they are written, one space between. */
  String from(int index) {
    return String.join(
        " ",
        words.subList(Math.min(index, words.size()), words.size()).stream()
            .map(RawWord::raw)
            .toList());
  }

  /** Whether a word holds a variable. */
  boolean hasVariable() {
    return words.stream().anyMatch(RawWord::variable);
  }
}
