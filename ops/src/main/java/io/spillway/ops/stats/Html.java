package io.spillway.ops.stats;

import io.spillway.proxy.stats.StatField;
import io.spillway.proxy.stats.StatRow;
import org.jspecify.annotations.Nullable;

/** Builds HTML text. Confined to one thread. */
final class Html {
  private final StringBuilder out = new StringBuilder(1 << 14);

  /** Appends markup of our own. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Appends text, with what markup consists of escaped. */
  Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return this;
  }

  Html number(long number) {
    out.append(number);
    return this;
  }

  /** Appends the attribute {@code title}, where there is one. */
  Html title(@Nullable String title) {
    return title == null ? this : raw(" title=\"").text(title).raw("\"");
  }

  /** Appends a row's value, where there is one. */
  Html value(StatRow row, StatField field) {
    String value = row.text(field);
    return value == null ? this : text(value);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
