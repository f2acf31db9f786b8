package io.spillway.ops.runtime;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The entries of a stick table as {@code show table} prints them. Stateless. */
final class TableText {
  private static final int LONGEST_ADDRESS = 64;

  private TableText() {}

  /** {@code entries} in the order of their keys. */
  static List<TableEntry> sorted(List<TableEntry> entries, StickTable table) {
    List<TableEntry> sorted = new ArrayList<>(entries);
    Comparator<TableEntry> byNumber =
        Comparator.comparing(TableEntry::high, Long::compareUnsigned)
            .thenComparing(TableEntry::low, Long::compareUnsigned);
    sorted.sort(
        table.definition().keyType().isBytes()
            ? Comparator.comparing(TableText::bytes, Arrays::compareUnsigned)
            : byNumber);
    return sorted;
  }

  private static byte[] bytes(TableEntry entry) {
    byte[] bytes = entry.bytes();
    return bytes == null ? new byte[0] : bytes;
  }

  /** Appends the line of {@code entry}. */
  static void entry(StringBuilder out, StickTable table, TableEntry entry, long now) {
    out.append("0x%012x: key=".formatted(System.identityHashCode(entry)));
    key(out, table.definition().keyType(), entry);
    out.append(" use=").append(entry.references());
    out.append(" exp=").append(table.remaining(entry, now));
    for (StoredData data : table.definition().data()) {
      for (int i = 0; i < data.elements(); i++) {
        out.append(' ');
        name(out, data, i);
        out.append('=');
        if (data.type() == DataType.SERVER_KEY) {
          String name = entry.serverName();
          out.append(name == null ? "-" : name);
        } else {
          out.append(data.value(entry, i, now));
        }
      }
    }
    out.append('\n');
  }

  private static void name(StringBuilder out, StoredData data, int index) {
    String word = data.type().word();
    switch (data.type()) {
      case GPT, GPC -> out.append(word).append(index);
      case GPC_RATE -> out.append("gpc").append(index).append("_rate");
      default -> out.append(word);
    }
    if (data.periodMillis() > 0) {
      out.append('(').append(data.periodMillis()).append(')');
    }
  }

  private static void key(StringBuilder out, KeyType type, TableEntry entry) {
    Sample sample = new Sample(LONGEST_ADDRESS);
    switch (type) {
      case IP -> {
        sample.ipv4(entry.low());
        out.append(sample);
      }
      case IPV6 -> {
        sample.ipv6(entry.high(), entry.low());
        out.append(sample);
      }
      case INTEGER -> out.append(entry.low());
      case STRING -> text(out, bytes(entry));
      case BINARY -> {
        for (byte b : bytes(entry)) {
          out.append("%02X".formatted(b));
        }
      }
    }
  }

  /** A string with everything escaped that could be taken for the end of it. */
  private static void text(StringBuilder out, byte[] bytes) {
    for (byte b : bytes) {
      int c = b & 0xff;
      switch (c) {
        case ' ', '\\', '=' -> out.append('\\').append((char) c);
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case 27 -> out.append("\\e");
        default -> {
          if (c < ' ' || c >= 127) {
            out.append("\\x%02x".formatted(c));
          } else {
            out.append((char) c);
          }
        }
      }
    }
  }
}
