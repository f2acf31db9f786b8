package io.spillway.ops.runtime;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the entries of a stick table: {@code data.<type> <operator> <value>}. Immutable.
 *
 * @param data what is compared
 * @param index which element of it
 * @param operator decides about the sign of the comparison
 * @param value what it is compared with
 */
record TableFilter(StoredData data, int index, IntPredicate operator, long value) {
  private static final int MOST = 4;
  private static final int WORDS = 3;

  /** A data type as commands write it: {@code data.http_req_rate}, {@code data.gpc1}. */
  record Column(DataType type, int index) {
    /** The one that {@code word} names, or null. */
    static @Nullable Column of(String word) {
      if (!word.startsWith("data.")) {
        return null;
      }
      String name = word.substring("data.".length());
      DataType plain = DataType.of(name);
      return plain == null || plain.isArray() ? null : new Column(plain, 0);
    }
  }

  /**
   * Reads filters.
   *
   * @return what is wrong, or null
   */
  static @Nullable String parse(StickTable table, List<String> words, List<TableFilter> into) {
    for (int i = 0; i < words.size() && into.size() < MOST; i += WORDS) {
      String entry = "Filter entry #" + (into.size() + 1) + ": ";
      Column column = Column.of(words.get(i));
      if (column == null) {
        return entry + "Unknown data type\n";
      }
      StoredData data = table.stored(column.type());
      if (data == null) {
        return entry + "Data type not stored in this table\n";
      }
      IntPredicate operator = operator(i + 1 < words.size() ? words.get(i + 1) : "");
      if (operator == null) {
        return entry
            + "Require and operator among \"eq\", \"ne\", \"le\", \"ge\", \"lt\", \"gt\"\n";
      }
      long value = number(words, i + 2);
      if (value < 0) {
        return entry + "Require a valid integer value to compare against\n";
      }
      into.add(new TableFilter(data, column.index(), operator, value));
    }
    return null;
  }

  /** The whole number at {@code index}, or -1 where there is none. */
  static long number(List<String> words, int index) {
    String text = index < words.size() ? words.get(index) : "";
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  private static @Nullable IntPredicate operator(String word) {
    return switch (word) {
      case "eq" -> sign -> sign == 0;
      case "ne" -> sign -> sign != 0;
      case "le" -> sign -> sign <= 0;
      case "ge" -> sign -> sign >= 0;
      case "lt" -> sign -> sign < 0;
      case "gt" -> sign -> sign > 0;
      default -> null;
    };
  }

  boolean matches(StickTable table, TableEntry entry, long now) {
    return operator.test(Long.compare(data.value(entry, index, now), value));
  }
}
