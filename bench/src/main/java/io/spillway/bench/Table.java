package io.spillway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Markdown table with aligned columns, so that it reads as plain text, too. */
final class Table {
  private final List<List<String>> lines = new ArrayList<>();

  Table(String... head) {
    lines.add(List.of(head));
  }

  void add(String... cells) {
    lines.add(List.of(cells));
  }

  /** A number with as many decimals as are worth reading. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  @Override
  public String toString() {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Math.max(line.get(i).length(), 3));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < lines.size(); n++) {
      for (int i = 0; i < columns; i++) {
        String cell = lines.get(n).get(i);
        String padding = " ".repeat(widths[i] - cell.length());
        text.append("| ").append(i < 2 ? cell + padding : padding + cell).append(' ');
      }
      text.append("|\n");
      if (n == 0) {
        for (int i = 0; i < columns; i++) {
          text.append("| ").append("-".repeat(widths[i] - 1)).append(i < 2 ? "- " : ": ");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }
}
