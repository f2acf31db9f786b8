package io.spillway.config.report;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells diagnostics for people: each with the line it is about and a mark below the word that is
 * wrong. Immutable where {@code sourceLine} is.
 *
 * @param sourceLine the text of the line at a position, or null where there is none; {@link
 *     io.spillway.config.ConfigurationReader#lineAt} is one
 * @param coloured whether severity and mark are coloured by ANSI escape sequences
 */
public record SourceReport(
    Function<SourcePosition, @Nullable String> sourceLine, boolean coloured) {
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  /** All of {@code diagnostics}. */
  public String text(Diagnostics diagnostics) {
    StringBuilder out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics.inOrder()) {
      append(out, diagnostic);
    }
    return out.toString();
  }

  private void append(StringBuilder out, Diagnostic diagnostic) {
    SourcePosition position = diagnostic.position();
    paint(out, BOLD, place(position) + ": ");
    paint(out, colour(diagnostic.severity()), label(diagnostic.severity()));
    out.append(": ").append(diagnostic.message()).append('\n');
    String line = position.line() == 0 ? null : sourceLine.apply(position);
    if (line == null) {
      return;
    }
    String number = String.valueOf(position.line());
    String margin = " ".repeat(number.length());
    out.append("  ").append(number).append(" | ").append(line.replace('\t', ' ')).append('\n');
    if (position.column() > 0 && position.column() <= line.length() + 1) {
      out.append("  ").append(margin).append(" | ").append(" ".repeat(position.column() - 1));
      paint(out, colour(diagnostic.severity()), mark(line, position.column() - 1));
      out.append('\n');
    }
    if (diagnostic.suggestion() != null) {
      out.append("  ").append(margin).append(" = instead: ").append(diagnostic.suggestion());
      out.append('\n');
    }
  }

  private static String place(SourcePosition position) {
    if (position.line() == 0) {
      return position.file();
    }
    return position + (position.column() == 0 ? "" : ":" + position.column());
  }

  private static String mark(String line, int start) {
    int end = start + 1;
    while (end < line.length() && line.charAt(end) > ' ' && line.charAt(start) > ' ') {
      end++;
    }
    return "^" + "~".repeat(Math.max(0, end - start - 1));
  }

  private void paint(StringBuilder out, String colour, String text) {
    if (coloured) {
      out.append(colour).append(text).append(PLAIN);
    } else {
      out.append(text);
    }
  }

  private static String label(Severity severity) {
    return switch (severity) {
      case ALERT -> "error";
      case WARNING -> "warning";
      case NOTICE -> "notice";
      case DIAG -> "remark";
    };
  }

  private static String colour(Severity severity) {
    return switch (severity) {
      case ALERT -> "\u001b[1;31m";
      case WARNING -> "\u001b[1;33m";
      case NOTICE, DIAG -> "\u001b[1;36m";
    };
  }
}
