package io.spillway.ops.stats;

import io.spillway.proxy.stats.StatField;
import io.spillway.proxy.stats.StatRow;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints the rows of {@code show stat} (management manual, chapters "CSV format" and "Typed
 * output"). Stateless.
 */
public final class StatPrinter {
  private static final StatField[] FIELDS = StatField.values();

  private StatPrinter() {}

  /** As CSV, the columns' names first. */
  public static String csv(List<StatRow> rows) {
    StringBuilder out = new StringBuilder("# ");
    for (StatField field : FIELDS) {
      out.append(field.column()).append(',');
    }
    out.append('\n');
    for (StatRow row : rows) {
      for (StatField field : FIELDS) {
        appendCsv(out, row.text(field));
        out.append(',');
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static void appendCsv(StringBuilder out, @Nullable String value) {
    if (value == null) {
      return;
    }
    boolean plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    out.append(plain ? value : '"' + value.replace("\"", "\"\"") + '"');
  }

  /** One line a value, with its place, nature and type. */
  public static String typed(List<StatRow> rows) {
    StringBuilder out = new StringBuilder();
    for (StatRow row : rows) {
      for (StatField field : FIELDS) {
        String value = row.text(field);
        if (value != null) {
          out.append(row.kind().letter()).append('.').append(row.number(StatField.IID));
          out.append('.').append(row.number(StatField.SID)).append('.').append(field.ordinal());
          out.append('.')
              .append(field.column())
              .append(".1:")
              .append(field.tags(row.kind()))
              .append(':');
          out.append(field.type()).append(':').append(value).append('\n');
        }
      }
    }
    return out.toString();
  }

  /** As JSON: a list of rows, each a list of values. */
  public static String json(List<StatRow> rows) {
    StringBuilder out = new StringBuilder("[");
    for (StatRow row : rows) {
      out.append(out.length() == 1 ? "[" : ",[");
      boolean first = true;
      for (StatField field : FIELDS) {
        String value = row.text(field);
        if (value != null) {
          out.append(first ? "" : ",").append("{\"objType\":\"").append(word(row.kind().name()));
          out.append("\",\"proxyId\":").append(row.number(StatField.IID));
          out.append(",\"id\":").append(row.number(StatField.SID)).append(",\"field\":{\"pos\":");
          out.append(field.ordinal()).append(",\"name\":\"").append(field.column());
          out.append("\"},\"processNum\":1,");
          Json.appendTyped(out, field.tags(row.kind()), field.type(), value);
          out.append('}');
          first = false;
        }
      }
      out.append(']');
    }
    return out.append("]").toString();
  }

  private static String word(String constant) {
    return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
  }
}
