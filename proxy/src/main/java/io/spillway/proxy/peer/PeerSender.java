package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.TableEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one peer is told on one connection: lessons, which are all entries, and then what changes,
 * each table in its turn. Confined to the peers' loop.
 */
final class PeerSender {
  private static final int PIECE = 1 << 15;

  private final List<PeerTable> tables;
  private final int shard;
  private final int shards;
  private final int updatesAtOnce;
  private final boolean tellsTimes;
  private final SentNames names = new SentNames();
  private @Nullable PeerTable defined;
  private @Nullable Lesson lesson;
  private int turn;
  private int unconfirmed;

  /** Where a lesson stands. */
  private static final class Lesson {
    int table;
    int part;
    List<TableEntry> entries = new ArrayList<>();
    int next;
  }

  /**
   * For a new connection.
   *
   * @param shard which of {@code shards} parts of the keys the peer is told of; 0 for all
   * @param updatesAtOnce after how many changes of a table it is the next one's turn
   * @param tellsTimes whether the peer understands how long entries have yet
   */
  PeerSender(List<PeerTable> tables, int shard, int shards, int updatesAtOnce, boolean tellsTimes) {
    this.tables = tables;
    this.shard = shard;
    this.shards = shards;
    this.updatesAtOnce = updatesAtOnce;
    this.tellsTimes = tellsTimes;
  }

  SentNames names() {
    return names;
  }

  /** The table that updates are about now, or null. */
  @Nullable PeerTable defined() {
    return defined;
  }

  /** Whether a lesson is being given. */
  boolean isTeaching() {
    return lesson != null;
  }

  /** How many lessons the peer has not confirmed. */
  int unconfirmed() {
    return unconfirmed;
  }

  /** Begins a lesson, from the beginning where one is being given. */
  void teach() {
    for (PeerTable table : tables) {
      table.table.collect();
      table.lessonOrigin = table.table.log().last();
    }
    lesson = new Lesson();
  }

  /** The peer has the whole lesson. */
  void confirmed() {
    unconfirmed = Math.max(0, unconfirmed - 1);
    if (lesson == null) {
      tables.forEach(t -> t.acknowledged = Math.max(t.acknowledged, t.lessonOrigin));
    }
  }

  /** Whether everything that changed was sent, and the peer has it for certain. */
  boolean isDone() {
    return lesson == null
        && unconfirmed == 0
        && tables.stream().allMatch(t -> t.acknowledged >= t.sent && !isBehind(t));
  }

  private static boolean isBehind(PeerTable table) {
    return table.sent < table.table.log().last();
  }

  /**
   * Writes what is next; nothing where there is nothing to tell.
   *
   * @param isUpToDate whether this process knows all that others know, which ends a lesson
   */
  void write(ByteBuf out, boolean isUpToDate, long now) {
    while (lesson != null && out.readableBytes() < PIECE) {
      writeLesson(out, lesson, isUpToDate, now);
    }
    int idle = 0;
    while (lesson == null && idle < tables.size() && out.readableBytes() < PIECE) {
      PeerTable table = tables.get(turn);
      turn = (turn + 1) % tables.size();
      if (isBehind(table)) {
        idle = 0;
        writeUpdates(out, table, now);
      } else {
        idle++;
      }
    }
  }

  private void define(ByteBuf out, PeerTable table) {
    if (defined != table) {
      defined = table;
      table.table.writeDefinition(out);
    }
  }

  private void writeLesson(ByteBuf out, Lesson given, boolean isUpToDate, long now) {
    if (given.table == tables.size()) {
      out.writeByte(Wire.CONTROL);
      out.writeByte(isUpToDate ? Wire.RESYNC_FINISHED : Wire.RESYNC_PARTIAL);
      unconfirmed++;
      lesson = null;
      tables.forEach(t -> t.sent = Math.max(t.sent, t.lessonOrigin));
      return;
    }
    PeerTable table = tables.get(given.table);
    define(out, table);
    StickTable stickTable = table.table.table();
    while (out.readableBytes() < PIECE) {
      if (given.next < given.entries.size()) {
        TableEntry entry = given.entries.get(given.next++);
        if (!entry.isRemoved() && isInShard(table, entry)) {
          // All of a lesson bears the number of the last change in it.
          table.table.writeEntry(out, entry, table.lessonOrigin, tellsTimes, names, now);
        }
      } else if (given.part < stickTable.parts()) {
        given.entries = new ArrayList<>();
        given.next = 0;
        stickTable.forEachOf(given.part++, given.entries::add);
      } else {
        given.table++;
        given.part = 0;
        given.entries = new ArrayList<>();
        given.next = 0;
        return;
      }
    }
  }

  private void writeUpdates(ByteBuf out, PeerTable table, long now) {
    define(out, table);
    UpdateLog log = table.table.log();
    long before = -1;
    int index = log.after(table.sent);
    int written = 0;
    while (index < log.size() && written < updatesAtOnce && out.readableBytes() < PIECE) {
      TableEntry entry = log.at(index);
      long place = log.place(index++);
      table.sent = place;
      if (entry != null && isInShard(table, entry)) {
        boolean isNext = place == before + 1;
        table.table.writeEntry(out, entry, isNext ? -1 : place, false, names, now);
        before = place;
        written++;
      }
    }
    if (index == log.size()) {
      table.sent = log.last();
    }
    table.told(written > 0 ? before : table.told);
  }

  private boolean isInShard(PeerTable table, TableEntry entry) {
    return shard == 0 || shards == 0 || table.table.shardOf(entry, shards) == shard;
  }
}
