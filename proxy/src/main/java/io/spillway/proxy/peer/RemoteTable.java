package io.spillway.proxy.peer;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableDefinition;
import io.spillway.proxy.table.TableEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table as a peer said that it has it, and the reading of its updates. Types that this program
 * does not know come last in each update, and are left. Confined to the peers' loop.
 */
final class RemoteTable {
  private static final DataType[] TYPES = DataType.values();
  private static final int RATE_LONGS = 3;

  /** The period of a peer so old that it tells none. */
  private static final int UNTOLD = -1;

  private final long id;
  private final ReplicatedTable local;
  private final long types;
  private final int[] elements = new int[TYPES.length];
  private final int[] periods = new int[TYPES.length];
  private final long[] values;
  private @Nullable String serverName;

  private RemoteTable(long id, ReplicatedTable local, long types) {
    this.id = id;
    this.local = local;
    this.types = types;
    Arrays.fill(elements, 1);
    Arrays.fill(periods, UNTOLD);
    int most = 0;
    for (DataType type : TYPES) {
      most += (type.isArray() ? DataType.MOST_ELEMENTS : 1) * (type.isRate() ? RATE_LONGS : 1);
    }
    values = new long[most];
  }

  /** The number that the peer gave it. */
  long id() {
    return id;
  }

  ReplicatedTable local() {
    return local;
  }

  /** The types of its values, a bit for each. */
  long types() {
    return types;
  }

  /** Finds the table that a definition is about. */
  interface Finder {
    /** The table that peers call {@code networkName}, or null. */
    @Nullable ReplicatedTable named(String networkName);
  }

  /**
   * Reads the body of a definition.
   *
   * @return null where there is no such table here, or one whose keys are others; the reader says
   *     whether it could be read
   */
  static @Nullable RemoteTable read(Wire.Reader in, Finder tables) {
    long id = in.integer();
    String name = new String(in.bytes(in.integer()), StandardCharsets.ISO_8859_1);
    long keyType = in.integer();
    long keyLength = in.integer();
    long types = in.integer();
    ReplicatedTable local = tables.named(name);
    if (in.isMalformed() || local == null) {
      return null;
    }
    TableDefinition definition = local.definition();
    RemoteTable read = new RemoteTable(id, local, types);
    if (in.left() > 0) {
      in.integer(); // how long the peer keeps keys
    }
    boolean isUsable = read.readArguments(in);
    return isUsable
            && keyType == ReplicatedTable.keyTypeNumber(definition.keyType())
            && keyLength == ReplicatedTable.keyLength(definition)
        ? read
        : null;
  }

  /** Reads periods and the lengths of arrays; false where an array would have no length. */
  private boolean readArguments(Wire.Reader in) {
    boolean[] told = new boolean[TYPES.length];
    while (in.left() > 0 && !in.isMalformed()) {
      long number = in.integer();
      if (number < 0 || number >= TYPES.length) {
        break; // what comes is of types that are not known here
      }
      DataType type = TYPES[(int) number];
      told[type.ordinal()] = true;
      if (type.isArray()) {
        long count = in.integer();
        if (count < 1 || count > DataType.MOST_ELEMENTS) {
          return false;
        }
        elements[type.ordinal()] = (int) count;
      }
      if (type.isRate()) {
        periods[type.ordinal()] = (int) Math.clamp(in.integer(), 0, Integer.MAX_VALUE);
      }
    }
    for (DataType type : TYPES) {
      if (type.isArray() && has(type) && !told[type.ordinal()]) {
        return false;
      }
    }
    return !in.isMalformed();
  }

  private boolean has(DataType type) {
    return (types >>> type.ordinal() & 1) != 0;
  }

  /**
   * Reads the body of an update behind its number, and learns what it tells; nothing of one that is
   * malformed.
   *
   * @param isTimed whether it tells how long the entry has yet
   * @param acknowledged up to where the peer knows what changed here
   * @param names the names of servers that the peer told
   */
  void learn(Wire.Reader in, boolean isTimed, long acknowledged, ReceivedNames names, long now) {
    TableDefinition definition = local.definition();
    long remaining = isTimed ? in.fourBytes() : definition.expireMillis();
    long high = 0;
    long low = 0;
    byte[] bytes = null;
    switch (definition.keyType()) {
      case INTEGER, IP -> low = in.fourBytes();
      case IPV6 -> {
        high = in.eightBytes();
        low = in.eightBytes();
      }
      case STRING -> bytes = in.bytes(in.integer());
      case BINARY -> bytes = in.bytes(definition.keyLength());
    }
    serverName = null;
    readValues(in, names);
    if (in.isMalformed()) {
      return;
    }
    int length = bytes == null ? 0 : Math.min(bytes.length, definition.keyLength());
    StickTable table = local.table();
    TableEntry entry = table.learn(high, low, bytes, 0, length, now);
    if (entry != null && !(isTimed && isNewer(entry, acknowledged))) {
      store(table, entry, false, now);
      table.touchLearned(entry, remaining, now);
    }
    StickTable other = local.writesTo();
    TableEntry copy = other == null ? null : other.learn(high, low, bytes, 0, length, now);
    if (other != null && copy != null) {
      store(other, copy, true, now);
      other.touch(copy, now);
    }
  }

  /** Whether it changed here after the peer began its lesson: what that tells is of before. */
  private static boolean isNewer(TableEntry entry, long acknowledged) {
    return entry.isChanged() || entry.changePlace() > acknowledged;
  }

  private void readValues(Wire.Reader in, ReceivedNames names) {
    int at = 0;
    for (DataType type : TYPES) {
      if (!has(type)) {
        continue;
      }
      int longs = type.isRate() ? RATE_LONGS : 1;
      for (int i = 0; i < elements[type.ordinal()]; i++) {
        if (type == DataType.SERVER_KEY) {
          serverName = names.read(in);
        } else {
          for (int j = 0; j < longs; j++) {
            values[at++] = in.integer();
          }
        }
      }
    }
  }

  /** Stores what was read; in another table only what nobody calculates with. */
  private void store(StickTable table, TableEntry entry, boolean isOther, long now) {
    int at = 0;
    for (DataType type : TYPES) {
      if (!has(type)) {
        continue;
      }
      StoredData data = isWanted(table, type, isOther) ? table.stored(type) : null;
      if (type == DataType.SERVER_KEY) {
        if (data != null) {
          entry.serverName(serverName);
        }
        continue;
      }
      int longs = type.isRate() ? RATE_LONGS : 1;
      for (int i = 0; i < elements[type.ordinal()]; i++, at += longs) {
        if (data == null || i >= data.elements()) {
          continue;
        }
        if (type.isRate()) {
          data.replaceRate(
              entry,
              i,
              now,
              values[at] & 0xffff_ffffL,
              values[at + 1] & 0xffff_ffffL,
              values[at + 2] & 0xffff_ffffL);
        } else {
          data.set(entry, i, values[at], now);
        }
      }
    }
  }

  private boolean isWanted(StickTable table, DataType type, boolean isOther) {
    if (isOther) {
      return switch (type) {
        case SERVER_ID, SERVER_KEY, GPT0, GPT -> true;
        default -> false;
      };
    }
    StoredData own = table.stored(type);
    int period = periods[type.ordinal()];
    if (own != null && type.isRate() && period != UNTOLD && period != own.periodMillis()) {
      return false; // counts of other periods tell nothing here
    }
    // How many connections there are is each process's own affair.
    return type != DataType.CONN_CUR || table.definition().replication().isReceivedOnly();
  }
}
