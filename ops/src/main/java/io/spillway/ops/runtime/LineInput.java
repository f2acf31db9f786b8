package io.spillway.ops.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a session's lines, and the payloads that follow some. Confined to the session's thread. */
final class LineInput {
  /** Stands before a payload. */
  static final String MARK = "<<";

  /** The longest line, in bytes, as HAProxy's buffer has it. */
  static final int MAX_LINE = 16384;

  /** The longest payload, in bytes. HAProxy takes as much as fits its buffer with the line. */
  static final int MAX_PAYLOAD = 1 << 20;

  private final InputStream in;

  /** What was sent cannot be used, nor what follows it: the message tells the client why. */
  static final class UnusableException extends IOException {
    private UnusableException(String message) {
      super(message);
    }

    /** The answer to the client. */
    String answer() {
      return getMessage() + "\n\n";
    }
  }

  LineInput(InputStream in) {
    this.in = in;
  }

  /**
   * The next line without its end; null where there is none.
   *
   * @throws UnusableException when it is too long
   */
  @Nullable String line() throws IOException {
    return line(MAX_LINE, "The command is too long (at most " + MAX_LINE + " bytes).");
  }

  private @Nullable String line(int most, String tooLong) throws IOException {
    int c = in.read();
    if (c < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (c >= 0 && c != '\n') {
      if (line.size() == most) {
        throw new UnusableException(tooLong);
      }
      line.write(c);
      c = in.read();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * The lines up to {@code end}: an empty line, or the word that stood after the mark.
   *
   * @throws UnusableException when there are too many, or their end does not come
   */
  String payload(String end) throws IOException {
    String tooLong =
        "The payload is too long (at most " + MAX_PAYLOAD + " bytes). Nothing was done.";
    StringBuilder payload = new StringBuilder();
    while (true) {
      String line = line(MAX_PAYLOAD - payload.length(), tooLong);
      if (line == null) {
        throw new UnusableException("The payload has no end. Nothing was done.");
      }
      if (line.equals(end)) {
        return payload.toString();
      }
      if (payload.length() + line.length() >= MAX_PAYLOAD) {
        throw new UnusableException(tooLong);
      }
      payload.append(line).append('\n');
    }
  }
}
