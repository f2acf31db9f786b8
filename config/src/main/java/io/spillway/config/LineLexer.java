package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits one line into words: quotes, escapes, comments and environment variables (configuration
 * manual, chapters 2.2 "Quoting and escaping" and 2.3 "Environment variables"). One object reads
 * one line. Confined to the reading thread.
 */
final class LineLexer {
  /** The most words that a line may have. */
  static final int MAX_WORDS = 64;

  private final String line;
  private final SourcePosition lineStart;
  private final Environment environment;
  private final String sectionName;

  private final List<Word> words = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int wordStart = -1;
  private boolean weak;
  private boolean strong;
  private int quote;
  private boolean split;
  private boolean wholeLine;

  /**
   * A lexer for one line.
   *
   * @param line the line without its end, one character for each byte
   * @param lineStart where the line is, for the words' positions and the pseudo variables
   * @param sectionName the value of {@code ${.SECTION}}
   */
  LineLexer(String line, SourcePosition lineStart, Environment environment, String sectionName) {
    this.line = line;
    this.lineStart = lineStart;
    this.environment = environment;
    this.sectionName = sectionName;
  }

  /**
   * The line as one word, in which spaces and {@code #} have no meaning, as conditions on the
   * command line are read; the empty string for an empty line.
   *
   * @throws SyntaxException when a quote, an escape or a variable is wrong
   */
  String oneWord() throws SyntaxException {
    wholeLine = true;
    List<Word> read = words();
    return read.isEmpty() ? "" : read.getFirst().text();
  }

  /**
   * The line's words, none for an empty line or a comment.
   *
   * @throws SyntaxException when the line cannot be split
   */
  List<Word> words() throws SyntaxException {
    while (at < line.length()) {
      char c = line.charAt(at);
      if (!weak && !strong && !wholeLine) {
        if (c == '#') {
          break;
        }
        if (isSpace(c)) {
          endWord();
          at++;
          continue;
        }
      }
      beginWord();
      if (c == '"' && !strong) {
        weak = !weak;
        quote = at++;
      } else if (c == '\'' && !weak) {
        strong = !strong;
        quote = at++;
      } else if (c == '\\' && !strong) {
        escape();
      } else if (c == '$' && weak) {
        variable();
      } else {
        text.append(c);
        at++;
      }
    }
    if (weak || strong) {
      throw new SyntaxException("unmatched quote", quote);
    }
    endWord();
    return words;
  }

  private void beginWord() {
    if (wordStart < 0) {
      wordStart = at;
    }
  }

  private void endWord() {
    if (wordStart >= 0) {
      if (!split || !text.isEmpty()) {
        words.add(new Word(text.toString(), lineStart.atColumn(wordStart + 1)));
      }
      text.setLength(0);
      wordStart = -1;
      split = false;
    }
  }

  private void escape() throws SyntaxException {
    char next = at + 1 < line.length() ? line.charAt(at + 1) : 0;
    int resolved =
        switch (next) {
          case ' ', '\\', '#', '"', '\'' -> next;
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case '$' -> weak ? '$' : -1;
          case 'x' -> hexadecimal();
          default -> -1;
        };
    if (resolved < 0) {
      text.append('\\');
      at++;
    } else {
      text.append((char) resolved);
      at += next == 'x' ? 4 : 2;
    }
  }

  private int hexadecimal() throws SyntaxException {
    int high = at + 2 < line.length() ? Character.digit(line.charAt(at + 2), 16) : -1;
    int low = at + 3 < line.length() ? Character.digit(line.charAt(at + 3), 16) : -1;
    if (high < 0 || low < 0) {
      throw new SyntaxException("truncated or invalid hexadecimal sequence", at);
    }
    return high << 4 | low;
  }

  private void variable() throws SyntaxException {
    int brace = ++at;
    boolean braced = at < line.length() && line.charAt(at) == '{';
    if (braced) {
      at++;
    }
    String name = variableName();
    boolean splitValue = false;
    @Nullable String value = valueOf(name);
    if (braced) {
      splitValue = line.startsWith("[*]", at);
      if (splitValue) {
        at += 3;
      } else if (at < line.length() && line.charAt(at) == '[') {
        throw new SyntaxException("truncated or invalid word expansion sequence", at);
      }
      int end = line.indexOf('}', at);
      boolean hasDefault = at < line.length() && line.charAt(at) == '-';
      if (end < 0 || (end > at && !hasDefault)) {
        throw new SyntaxException("unmatched brace in environment variable name", brace);
      }
      if (value == null && hasDefault) {
        value = line.substring(at + 1, end);
      }
      at = end + 1;
    }
    if (splitValue) {
      appendWords(value == null ? "" : value);
    } else if (value != null) {
      text.append(value);
    }
  }

  private String variableName() throws SyntaxException {
    int start = at;
    if (at >= line.length() || !isNameStart(line.charAt(at))) {
      throw forbidden(at);
    }
    at++;
    while (at < line.length() && isNamePart(line.charAt(at))) {
      at++;
    }
    return line.substring(start, at);
  }

  private @Nullable String valueOf(String name) throws SyntaxException {
    return switch (name) {
      case ".FILE" -> lineStart.file();
      case ".LINE" -> Integer.toString(lineStart.line());
      case ".SECTION" -> sectionName;
      default -> {
        if (name.startsWith(".")) {
          throw forbidden(at - name.length());
        }
        yield environment.get(name);
      }
    };
  }

  private static SyntaxException forbidden(int offset) {
    return new SyntaxException("forbidden first char in environment variable name", offset);
  }

  /**
   * Appends a value that is several words. A word made of nothing but such values vanishes where
   * they are empty, so that a variable can stand for an argument that may be missing.
   */
  private void appendWords(String value) {
    int start = wordStart;
    boolean isInBlanks = false;
    for (int i = 0; i < value.length(); i++) {
      boolean isBlank = isSpace(value.charAt(i));
      if (!isBlank) {
        text.append(value.charAt(i));
      } else if (!isInBlanks) {
        split = false; // what stands before a blank is a word, be it empty
        endWord();
        wordStart = start;
      }
      isInBlanks = isBlank;
    }
    split = true;
  }

  /** What separates words: C's {@code isspace}. */
  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
  }

  private static boolean isNamePart(char c) {
    return (isNameStart(c) && c != '.') || (c >= '0' && c <= '9');
  }
}
