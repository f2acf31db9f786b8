package io.spillway.ops.stats;

/** The pieces of JSON that statistics consist of. Stateless. */
public final class Json {
  private Json() {}

  /** Appends a value with what its tags mean. */
  static void appendTyped(StringBuilder out, String tags, String type, String value) {
    out.append("\"tags\":{\"origin\":\"").append(origin(tags.charAt(0)));
    out.append("\",\"nature\":\"").append(nature(tags.charAt(1)));
    out.append("\",\"scope\":\"").append(scope(tags.charAt(2)));
    out.append("\"},\"value\":{\"type\":\"").append(type).append("\",\"value\":");
    if (type.equals("str")) {
      appendString(out, value);
    } else {
      out.append(value);
    }
    out.append('}');
  }

  /** Appends a string, in its quotes. */
  public static void appendString(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static String origin(char letter) {
    return switch (letter) {
      case 'M' -> "Metric";
      case 'S' -> "Status";
      case 'K' -> "Key";
      case 'C' -> "Config";
      default -> "Product";
    };
  }

  private static String nature(char letter) {
    return switch (letter) {
      case 'A' -> "Age";
      case 'a' -> "Average";
      case 'C' -> "Counter";
      case 'D' -> "Duration";
      case 'G' -> "Gauge";
      case 'L' -> "Limit";
      case 'M' -> "Max";
      case 'm' -> "Min";
      case 'N' -> "Name";
      case 'O' -> "Output";
      default -> "Rate";
    };
  }

  private static String scope(char letter) {
    return switch (letter) {
      case 'C' -> "Cluster";
      case 'P' -> "Process";
      case 'S' -> "Service";
      default -> "System";
    };
  }
}
