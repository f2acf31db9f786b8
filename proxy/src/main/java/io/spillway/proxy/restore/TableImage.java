package io.spillway.proxy.restore;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StickTables;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableDefinition;
import io.spillway.proxy.table.TableEntry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stick table on its way to another process: its form, then its keys with their values. The
 * number of connections that are there now ({@code conn_cur}) is the process's own, and is left
 * out. Stateless.
 */
final class TableImage {
  private static final int NO_BYTES = -1;
  private static final int MOST_BYTES = 1 << 24;

  /** What an image says is kept for each key. */
  private record Column(String word, int elements, int periodMillis) {
    static Column of(StoredData data) {
      return new Column(data.type().word(), data.elements(), data.periodMillis());
    }

    /** How {@code table} keeps the same; null where it does not. */
    @Nullable StoredData in(StickTable table) {
      DataType type = DataType.of(word);
      StoredData known = type == null ? null : table.stored(type);
      return known == null || known.periodMillis() != periodMillis ? null : known;
    }
  }

  private TableImage() {}

  static void write(StickTable table, long now, DataOutputStream out) throws IOException {
    TableDefinition definition = table.definition();
    List<StoredData> kept =
        definition.data().stream().filter(data -> data.type() != DataType.CONN_CUR).toList();
    out.writeUTF(definition.name());
    out.writeUTF(definition.keyType().word());
    out.writeShort(kept.size());
    for (StoredData data : kept) {
      Column column = Column.of(data);
      out.writeUTF(column.word());
      out.writeShort(column.elements());
      out.writeInt(column.periodMillis());
    }
    for (int part = 0; part < table.parts(); part++) {
      // The part is locked while it is gone over, so nothing is sent meanwhile.
      List<TableEntry> entries = new ArrayList<>();
      table.forEachOf(part, entries::add);
      for (TableEntry entry : entries) {
        out.writeBoolean(true);
        write(table, kept, entry, now, out);
      }
    }
    out.writeBoolean(false);
  }

  private static void write(
      StickTable table, List<StoredData> kept, TableEntry entry, long now, DataOutputStream out)
      throws IOException {
    byte[] bytes = entry.bytes();
    if (bytes == null) {
      out.writeInt(NO_BYTES);
      out.writeLong(entry.high());
      out.writeLong(entry.low());
    } else {
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    out.writeLong(table.remaining(entry, now));
    String server = entry.serverName();
    out.writeUTF(server == null ? "" : server);
    long[] rate = new long[3];
    for (StoredData data : kept) {
      for (int i = 0; i < data.elements(); i++) {
        if (data.type().isRate()) {
          data.copyRate(entry, i, now, rate);
          for (long value : rate) {
            out.writeLong(value);
          }
        } else {
          out.writeLong(data.value(entry, i, now));
        }
      }
    }
  }

  /** Reads one table, and fills the one of that name where it has keys of the same kind. */
  static void read(StickTables tables, long now, DataInputStream in) throws IOException {
    StickTable named = tables.table(in.readUTF());
    String keyType = in.readUTF();
    StickTable table =
        named != null && named.definition().keyType().word().equals(keyType) ? named : null;
    List<Column> columns = new ArrayList<>();
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      columns.add(new Column(in.readUTF(), in.readUnsignedShort(), in.readInt()));
    }
    while (in.readBoolean()) {
      read(table, columns, now, in);
    }
  }

  private static void read(
      @Nullable StickTable table, List<Column> columns, long now, DataInputStream in)
      throws IOException {
    int length = in.readInt();
    if (length < NO_BYTES || length > MOST_BYTES) {
      throw new IOException("a key of " + length + " bytes");
    }
    byte[] bytes = length == NO_BYTES ? null : in.readNBytes(length);
    long high = length == NO_BYTES ? in.readLong() : 0;
    long low = length == NO_BYTES ? in.readLong() : 0;
    TableEntry entry = table == null ? null : learn(table, bytes, high, low, now);
    long remaining = in.readLong();
    String server = in.readUTF();
    if (table != null && entry != null) {
      table.touchLearned(entry, remaining, now);
      entry.serverName(server.isEmpty() ? null : server);
    }
    for (Column column : columns) {
      StoredData data = table == null ? null : column.in(table);
      for (int i = 0; i < column.elements(); i++) {
        boolean isKept = data != null && i < data.elements();
        value(isKept ? data : null, entry, i, isRate(column), now, in);
      }
    }
  }

  private static @Nullable TableEntry learn(
      StickTable table, byte @Nullable [] bytes, long high, long low, long now) {
    int most = table.definition().keyLength();
    int length = bytes == null ? 0 : most > 0 ? Math.min(most, bytes.length) : bytes.length;
    return table.learn(high, low, bytes, 0, length, now);
  }

  private static boolean isRate(Column column) {
    return column.periodMillis() > 0;
  }

  private static void value(
      @Nullable StoredData data,
      @Nullable TableEntry entry,
      int element,
      boolean isRate,
      long now,
      DataInputStream in)
      throws IOException {
    long first = in.readLong();
    long second = isRate ? in.readLong() : 0;
    long third = isRate ? in.readLong() : 0;
    if (data == null || entry == null) {
      return;
    }
    if (isRate) {
      data.replaceRate(entry, element, now, first, second, third);
    } else {
      data.set(entry, element, first, now);
    }
  }
}
