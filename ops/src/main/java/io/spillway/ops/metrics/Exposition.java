package io.spillway.ops.metrics;

import java.util.Locale;

/**
 * Writes Prometheus' text format, version 0.0.4. Confined to the thread that makes an answer.
 *
 * <p>A family's lines stand together: {@link #begin}, then for each value {@link #line}, {@link
 * #label} and {@link #value}. A family without values leaves nothing.
 */
final class Exposition {
  private final StringBuilder out = new StringBuilder(1 << 14);
  private String name = "";
  private String help = "";
  private String type = "";
  private boolean begun;
  private boolean hasLabel;

  /** A family begins. */
  void begin(String family, MetricFamily.Type kind, String meaning) {
    name = family;
    type = kind.name().toLowerCase(Locale.ROOT);
    help = meaning;
    begun = false;
  }

  /** A line of the family begins. */
  Exposition line() {
    if (!begun) {
      begun = true;
      out.append("# HELP ").append(name).append(' ').append(help).append('\n');
      out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    out.append(name);
    hasLabel = false;
    return this;
  }

  /** The line has a label. */
  Exposition label(String key, String value) {
    out.append(hasLabel ? ',' : '{').append(key).append("=\"");
    hasLabel = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
    out.append('"');
    return this;
  }

  /** The line ends with its value: a number, or {@code NaN}. */
  void value(String value) {
    out.append(hasLabel ? "} " : " ").append(value).append('\n');
  }

  /** Everything that was written. */
  @Override
  public String toString() {
    return out.toString();
  }
}
