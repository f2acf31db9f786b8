package io.spillway.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escapes of a line of bytes in a case file. */
final class Escapes {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|\\{(.+?)\\*(\\d+)\\}|(.))", Pattern.DOTALL);

  private Escapes() {}

  /**
   * The bytes, one per character, that {@code text} stands for: <code>\r \n \t \0 \\</code>, <code>
   * \xHH</code>, and <code>\{text*count}</code> for repetitions.
   */
  static String bytes(String text) {
    StringBuilder bytes = new StringBuilder();
    Matcher escape = ESCAPE.matcher(text);
    while (escape.find()) {
      escape.appendReplacement(bytes, "");
      bytes.append(meaning(escape));
    }
    return escape.appendTail(bytes).toString();
  }

  /** What a script's line after {@code >} and at most one blank stands for. */
  static String line(String line) {
    return bytes(line.startsWith("> ") ? line.substring(2) : line.substring(1));
  }

  private static String meaning(Matcher escape) {
    if (escape.group(1) != null) {
      return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
    }
    if (escape.group(2) != null) {
      return bytes(escape.group(2)).repeat(Integer.parseInt(escape.group(3)));
    }
    return switch (escape.group(4)) {
      case "r" -> "\r";
      case "n" -> "\n";
      case "t" -> "\t";
      case "0" -> "\0";
      case "\\" -> "\\";
      default -> throw new IllegalArgumentException("unknown escape " + escape.group());
    };
  }

  /** Bytes as a reader of a failure wants them: line ends visible, long runs shortened. */
  static String readable(String bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      int run = 1;
      while (i + run < bytes.length() && bytes.charAt(i + run) == c) {
        run++;
      }
      if (run > 60) {
        text.append("\\{").append(c).append('*').append(run).append('}');
        i += run - 1;
      } else if (c == '\n') {
        text.append("\\n\n");
      } else if (c == '\r') {
        text.append("\\r");
      } else if (c < ' ' || c > '~') {
        text.append("\\x%02x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
