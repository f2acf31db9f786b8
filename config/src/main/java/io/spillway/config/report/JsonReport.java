package io.spillway.config.report;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells diagnostics as JSON (RFC 8259), in Unicode: objects with {@code severity} ({@code alert},
 * {@code warning}, {@code notice}, {@code diag}), {@code file}, {@code line} and {@code column}
 * from 1 (0 where the whole file or line is meant), {@code message}, and {@code suggestion} where
 * there is one.
 */
public final class JsonReport {
  private JsonReport() {}

  /** All of {@code diagnostics} as one array. */
  public static String array(Diagnostics diagnostics) {
    return "[" + String.join(",\n ", objects(diagnostics)) + "]\n";
  }

  /** All of {@code diagnostics}, one object a line. */
  public static String lines(Diagnostics diagnostics) {
    StringBuilder out = new StringBuilder();
    objects(diagnostics).forEach(object -> out.append(object).append('\n'));
    return out.toString();
  }

  private static List<String> objects(Diagnostics diagnostics) {
    List<String> objects = new ArrayList<>();
    for (Diagnostic diagnostic : diagnostics.inOrder()) {
      StringBuilder out = new StringBuilder("{");
      string(out, "severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
      string(out, "file", diagnostic.position().file());
      out.append(",\"line\":").append(diagnostic.position().line());
      out.append(",\"column\":").append(diagnostic.position().column());
      string(out, "message", diagnostic.message());
      string(out, "suggestion", diagnostic.suggestion());
      objects.add(out.append('}').toString());
    }
    return objects;
  }

  private static void string(StringBuilder out, String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    out.append(out.length() == 1 ? "\"" : ",\"").append(name).append("\":\"");
    String text = Word.decode(value);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
