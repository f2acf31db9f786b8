package io.spillway.rules;

import io.spillway.rules.sample.ByteBuilder;

/**
 * How one item of a log format is written: {@code %{+Q,+X}…}. Immutable.
 *
 * @param quote between double quotes
 * @param hex numbers and addresses in hexadecimal
 * @param escape {@code "}, {@code \} and {@code ]} with a backslash before them
 * @param mandatory a dash where there is nothing to write
 * @param http bytes that may not stand in a header as {@code %NN}
 */
public record LogOptions(
    boolean quote, boolean hex, boolean escape, boolean mandatory, boolean http) {
  /** Text as it is, nothing for what is not there: what is encoded afterwards. */
  static final LogOptions BARE = new LogOptions(false, false, false, false, false);

  static LogOptions of(LogFormat.Use use) {
    return switch (use) {
      case LOG -> new LogOptions(false, false, false, true, false);
      case HTTP -> new LogOptions(false, false, false, false, true);
      case PLAIN -> BARE;
    };
  }

  /** Appends a text, or what stands for an empty one. */
  public void append(ByteBuilder out, byte[] text, int offset, int length) {
    if (quote) {
      out.append('"');
    }
    if (length == 0 && mandatory && !quote) {
      out.append('-');
    }
    if (!escape && !http) {
      out.append(text, offset, length);
    } else {
      for (int i = offset; i < offset + length; i++) {
        byte b = text[i];
        if (escape && (b == '"' || b == '\\' || b == ']')) {
          out.append('\\').append(b);
        } else if (http && (b >= 0 && b < ' ' && b != '\t' || b == 127)) {
          out.append('%').appendHex(b, true);
        } else {
          out.append(b);
        }
      }
    }
    if (quote) {
      out.append('"');
    }
  }

  /** Appends a text of one byte a character; see {@link #append(ByteBuilder, byte[], int, int)}. */
  public void append(ByteBuilder out, String text) {
    if (quote) {
      out.append('"');
    }
    if (text.isEmpty() && mandatory && !quote) {
      out.append('-');
    }
    out.append(text);
    if (quote) {
      out.append('"');
    }
  }

  /** Appends what stands for a value that is not there. */
  public void appendMissing(ByteBuilder out) {
    append(out, "");
  }
}
