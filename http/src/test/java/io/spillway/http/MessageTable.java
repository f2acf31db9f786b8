package io.spillway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Messages to be judged, one a line, with {@code \r}, {@code \n}, {@code \t}, {@code \xNN} and
 * {@code \\} for what a line cannot hold. A line that starts with {@code #} says how and why our
 * verdict on the next message differs from that of haproxy 2.6: {@code # VERDICT: reason}, with
 * {@code strict} or {@code relaxed} before a verdict that differs in one mode only, and {@code *}
 * for a verdict that is not worth spelling out.
 */
final class MessageTable {
  private MessageTable() {}

  /**
   * One line.
   *
   * @param message the bytes as Latin-1 characters
   * @param strict our verdict where it is not haproxy's in strict mode, or empty
   * @param relaxed the same for relaxed mode
   */
  record Entry(String message, String strict, String relaxed) {
    @Override
    public String toString() {
      return shown(message);
    }
  }

  static List<Entry> requests() {
    return read("/messages/requests.txt");
  }

  static List<Entry> responses() {
    return read("/messages/responses.txt");
  }

  private static List<Entry> read(String resource) {
    try (InputStream in = MessageTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      List<Entry> entries = new ArrayList<>();
      String strict = "";
      String relaxed = "";
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        if (line.startsWith("# ")) {
          String verdict = line.substring(2, line.indexOf(':'));
          boolean onlyStrict = verdict.startsWith("strict ");
          boolean onlyRelaxed = verdict.startsWith("relaxed ");
          verdict = verdict.substring(verdict.indexOf(' ') + 1);
          strict = onlyRelaxed ? "" : verdict;
          relaxed = onlyStrict ? "" : verdict;
        } else {
          entries.add(new Entry(unescaped(line), strict, relaxed));
          strict = "";
          relaxed = "";
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      i++;
      switch (line.charAt(i)) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'x' -> {
          out.append((char) HexFormat.fromHexDigits(line, i + 1, i + 3));
          i += 2;
        }
        default -> out.append(line.charAt(i));
      }
    }
    return out.toString();
  }

  static String shown(String message) {
    StringBuilder out = new StringBuilder();
    for (char c : message.toCharArray()) {
      if (c == '\r') {
        out.append("\\r");
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
