package io.spillway.proxy.persistence;

import io.spillway.proxy.server.Server;
import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code stick} rules found out about one stream: the keys that its server will be stored for.
 * Used again for the next stream. Confined to the stream's loop.
 *
 * <p>For each table only the first rule that has a key stores one, so that rules can be ordered
 * from the most precise key to the least.
 */
public final class Stickiness {
  private static final int MOST_KEYS = 8;

  private final @Nullable StickTable[] tables = new StickTable[MOST_KEYS];
  private final @Nullable TableEntry[] entries = new TableEntry[MOST_KEYS];
  private int keys;

  /** Tells which server a table's entry names. */
  @FunctionalInterface
  public interface ServerFinder {
    /**
     * The server with that key or number that the stream may go to, or null.
     *
     * @param isAddress whether the key is a server's address and port, rather than its name
     */
    @Nullable Server find(@Nullable String key, boolean isAddress, long id);
  }

  /** The next stream begins. */
  public void reset() {
    for (int i = 0; i < keys; i++) {
      tables[i] = null;
      entries[i] = null;
    }
    keys = 0;
  }

  /**
   * Runs the rules on a request.
   *
   * @param preferred the server that other kinds of persistence ask for, or null: it goes before
   * @return the server to go to, or null for any
   */
  public @Nullable Server match(
      List<StickRule> rules,
      Evaluation evaluation,
      @Nullable Server preferred,
      ServerFinder servers,
      long now) {
    Server found = preferred;
    for (StickRule rule : rules) {
      StickTable table = rule.table().table();
      boolean stores = rule.stores() && !isStored(table);
      if (rule.stores() && !stores || !rule.applies(evaluation)) {
        continue;
      }
      Sample sample = evaluation.sample();
      if (!rule.key().evaluate(evaluation, sample) || !table.isKey(sample)) {
        continue;
      }
      if (rule.matches()) {
        TableEntry known = table.find(sample, now);
        if (known != null) {
          table.touch(known, now);
          found = found == null ? serverOf(table, known, servers, now) : found;
        }
      }
      if (stores) {
        remember(table, sample);
      }
    }
    return found;
  }

  private static @Nullable Server serverOf(
      StickTable table, TableEntry entry, ServerFinder servers, long now) {
    StoredData id = table.stored(DataType.SERVER_ID);
    return servers.find(
        entry.serverName(),
        table.definition().keepsAddresses(),
        id == null ? 0 : id.value(entry, 0, now));
  }

  private boolean isStored(StickTable table) {
    for (int i = 0; i < keys; i++) {
      if (tables[i] == table) {
        return true;
      }
    }
    return false;
  }

  private void remember(StickTable table, Sample sample) {
    TableEntry entry = keys < MOST_KEYS ? table.prepare(sample) : null;
    if (entry != null) {
      tables[keys] = table;
      entries[keys++] = entry;
    }
  }

  /**
   * Runs the rules on a response, and stores {@code server} for all keys that were found.
   *
   * @param isStored whether that server is stored at all
   */
  public void store(
      List<StickRule> rules, Evaluation evaluation, Server server, boolean isStored, long now) {
    for (StickRule rule : rules) {
      StickTable table = rule.table().table();
      if (!isStored(table) && rule.applies(evaluation)) {
        Sample sample = evaluation.sample();
        if (rule.key().evaluate(evaluation, sample)) {
          remember(table, sample);
        }
      }
    }
    for (int i = 0; i < keys && isStored; i++) {
      StickTable table = tables[i];
      TableEntry prepared = entries[i];
      if (table != null && prepared != null) {
        store(table, prepared, server, now);
      }
    }
    reset();
  }

  private static void store(StickTable table, TableEntry prepared, Server server, long now) {
    TableEntry entry = table.store(prepared, now);
    StoredData id = table.stored(DataType.SERVER_ID);
    if (entry != null) {
      if (id != null) {
        id.set(entry, 0, server.id(), now);
      }
      entry.serverName(table.definition().keepsAddresses() ? server.address() : server.name());
      table.touch(entry, now);
    }
  }
}
