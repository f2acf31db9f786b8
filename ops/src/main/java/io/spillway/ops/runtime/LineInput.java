package io.spillway.ops.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a session's lines, and the payloads that follow some. Confined to the session's thread. */
final class LineInput {
  /** Stands before a payload. */
  static final String MARK = "<<";

  /** The longest line, in bytes, as HAProxy's buffer has it. */
  private static final int MAX_LINE = 16384;

  private final InputStream in;

  LineInput(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; null where there is none. */
  @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n' && line.length() < MAX_LINE) {
      line.append((char) c);
      c = in.read();
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return new String(
        line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The lines up to {@code end}: an empty line, or the word that stood after the mark. */
  String payload(String end) throws IOException {
    StringBuilder payload = new StringBuilder();
    String line = line();
    while (line != null && !line.equals(end) && payload.length() < MAX_LINE) {
      payload.append(line).append('\n');
      line = line();
    }
    return payload.toString();
  }
}
