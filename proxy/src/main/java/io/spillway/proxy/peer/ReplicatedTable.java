package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableChanges;
import io.spillway.proxy.table.TableDefinition;
import io.spillway.proxy.table.TableEntry;
import io.spillway.rules.hash.XxHash;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stick table as it is told to peers: its changes, and how its entries are written. Confined to
 * the peers' loop.
 */
final class ReplicatedTable {
  /** HAProxy takes no longer message where its buffers have their usual size. */
  static final int LONGEST_SENT = 16_000;

  private static final int RATE_LONGS = 3;
  private static final int INTEGER_TYPE = 2;
  private static final int IPV4_TYPE = 4;
  private static final int IPV6_TYPE = 5;
  private static final int STRING_TYPE = 6;
  private static final int BINARY_TYPE = 7;

  /** So long ago that no period goes back there, and still no future for 32 bits. */
  private static final long LONGEST_AGO = 0x3fff_ffff;

  private static final long LARGEST_NUMBER = 0xffff_ffffL;

  private final StickTable table;
  private final TableDefinition definition;
  private final int id;
  private final @Nullable StickTable writesTo;
  private final TableChanges changes;
  private final UpdateLog log = new UpdateLog();
  private final long shardSeed;
  private final ByteBuf body = Unpooled.buffer();
  private final ByteBuf definitionBody;
  private final long[] rate = new long[RATE_LONGS];

  /**
   * A table whose changes are noted from now on.
   *
   * @param id its number in what is sent, from 1
   * @param writesTo the table that is given the tags and servers that peers tell of, or null
   * @param wakeUp runs on any thread when something changes
   */
  ReplicatedTable(StickTable table, int id, @Nullable StickTable writesTo, Runnable wakeUp) {
    this.table = table;
    this.definition = table.definition();
    this.id = id;
    this.writesTo = writesTo;
    this.changes = table.noteChanges(wakeUp);
    byte[] name = definition.name().getBytes(StandardCharsets.ISO_8859_1);
    this.shardSeed = XxHash.hash64(name, 0, name.length, 0);
    this.definitionBody = definitionBody();
  }

  StickTable table() {
    return table;
  }

  TableDefinition definition() {
    return definition;
  }

  int id() {
    return id;
  }

  @Nullable StickTable writesTo() {
    return writesTo;
  }

  UpdateLog log() {
    return log;
  }

  /** Whether something changed that was not taken. */
  boolean hasChanges() {
    return !changes.isEmpty();
  }

  /** What peers call it. */
  String networkName() {
    return definition.replication().networkName();
  }

  /** Takes what changed; says whether anything did. */
  boolean collect() {
    if (changes.isEmpty()) {
      return false;
    }
    changes.take(log::add);
    return true;
  }

  /** The number that stands for {@code type} in definitions. */
  static int keyTypeNumber(KeyType type) {
    return switch (type) {
      case INTEGER -> INTEGER_TYPE;
      case IP -> IPV4_TYPE;
      case IPV6 -> IPV6_TYPE;
      case STRING -> STRING_TYPE;
      case BINARY -> BINARY_TYPE;
    };
  }

  /** The length of keys as definitions tell it; that of strings counts the zero byte after them. */
  static int keyLength(TableDefinition definition) {
    return switch (definition.keyType()) {
      case INTEGER, IP -> Integer.BYTES;
      case IPV6 -> 2 * Long.BYTES;
      case STRING -> definition.keyLength() + 1;
      case BINARY -> definition.keyLength();
    };
  }

  private ByteBuf definitionBody() {
    ByteBuf out = Unpooled.buffer();
    byte[] name = networkName().getBytes(StandardCharsets.ISO_8859_1);
    Wire.integer(out, id);
    Wire.integer(out, name.length);
    out.writeBytes(name);
    Wire.integer(out, keyTypeNumber(definition.keyType()));
    Wire.integer(out, keyLength(definition));
    long types = 0;
    for (StoredData data : definition.data()) {
      types |= 1L << data.type().ordinal();
    }
    Wire.integer(out, types);
    Wire.integer(out, definition.expireMillis());
    for (StoredData data : definition.data()) {
      DataType type = data.type();
      if (type.isArray() || type.isRate()) {
        Wire.integer(out, type.ordinal());
        if (type.isArray()) {
          Wire.integer(out, data.elements());
        }
        if (type.isRate()) {
          Wire.integer(out, data.periodMillis());
        }
      }
    }
    return out;
  }

  /** Writes the message that says what the table is; updates that follow are about it. */
  void writeDefinition(ByteBuf out) {
    Wire.message(out, Wire.TABLE_DEFINITION, definitionBody);
  }

  /**
   * Writes the message that tells of {@code entry}; nothing where it would be too long for anybody.
   *
   * @param place the number of the update; negative where it is one more than that before
   * @param isTimed whether it tells how long the entry has yet
   */
  void writeEntry(
      ByteBuf out, TableEntry entry, long place, boolean isTimed, SentNames names, long now) {
    body.clear();
    if (place >= 0) {
      body.writeInt((int) place);
    }
    if (isTimed) {
      body.writeInt((int) Math.min(Integer.MAX_VALUE, table.remaining(entry, now)));
    }
    writeKey(entry);
    for (StoredData data : definition.data()) {
      for (int i = 0; i < data.elements(); i++) {
        writeValue(entry, data, i, names, now);
      }
    }
    if (body.readableBytes() <= LONGEST_SENT) {
      int type = isTimed ? Wire.TIMED_UPDATE : Wire.UPDATE;
      Wire.message(out, place >= 0 ? type : type + 1, body);
    }
  }

  private void writeKey(TableEntry entry) {
    byte[] bytes = entry.bytes();
    switch (definition.keyType()) {
      case INTEGER, IP -> body.writeInt((int) entry.low());
      case IPV6 -> {
        body.writeLong(entry.high());
        body.writeLong(entry.low());
      }
      case STRING -> {
        Wire.integer(body, bytes == null ? 0 : bytes.length);
        if (bytes != null) {
          body.writeBytes(bytes);
        }
      }
      case BINARY -> {
        if (bytes != null) {
          body.writeBytes(bytes);
        }
      }
    }
  }

  private void writeValue(TableEntry entry, StoredData data, int index, SentNames names, long now) {
    switch (data.type().kind()) {
      case NUMBER, NUMBERS, LONG_NUMBER -> Wire.integer(body, data.value(entry, index, now));
      case RATE, RATES -> {
        data.copyRate(entry, index, now, rate);
        Wire.integer(body, Math.clamp(rate[0], 0, LONGEST_AGO));
        Wire.integer(body, Math.clamp(rate[1], 0, LARGEST_NUMBER));
        Wire.integer(body, Math.clamp(rate[2], 0, LARGEST_NUMBER));
      }
      case SERVER_NAME -> writeName(entry.serverName(), names);
    }
  }

  private void writeName(@Nullable String name, SentNames names) {
    if (name == null) {
      Wire.integer(body, 0);
      return;
    }
    Integer known = names.known(name);
    ByteBuf part = Unpooled.buffer();
    if (known != null) {
      Wire.integer(part, known);
    } else {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      Wire.integer(part, names.add(name));
      Wire.integer(part, bytes.length);
      part.writeBytes(bytes);
    }
    Wire.integer(body, part.readableBytes());
    body.writeBytes(part);
  }

  /** Which of {@code shards} parts the key of {@code entry} is in, from 1. */
  int shardOf(TableEntry entry, int shards) {
    byte[] bytes = entry.bytes();
    if (bytes == null) {
      ByteBuf key = Unpooled.buffer(2 * Long.BYTES);
      switch (definition.keyType()) {
        case IP -> key.writeInt((int) entry.low());
        case INTEGER -> key.writeIntLE((int) entry.low());
        default -> {
          key.writeLong(entry.high());
          key.writeLong(entry.low());
        }
      }
      bytes = new byte[key.readableBytes()];
      key.readBytes(bytes);
    }
    long hash = XxHash.hash64(bytes, 0, bytes.length, shardSeed);
    return (int) Long.remainderUnsigned(hash, shards) + 1;
  }
}
