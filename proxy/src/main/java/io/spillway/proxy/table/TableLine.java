package io.spillway.proxy.table;

import io.spillway.config.SourcePosition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@code stick-table} line while the configuration is read. Confined to the thread that reads it.
 */
public final class TableLine {
  private final String name;
  private final KeyType keyType;
  private final int keyLength;
  private final int size;
  private final long expireMillis;
  private final boolean noPurge;
  private final Map<DataType, StoredData> data;
  private SourcePosition position = SourcePosition.BUILT_IN;
  private Replication replication = Replication.NONE;
  private boolean keepsAddresses;

  /**
   * A line that was read; see {@link TableDefinition} for the rest.
   *
   * @param data what is kept, the offsets not yet settled
   */
  public TableLine(
      String name,
      KeyType keyType,
      int keyLength,
      int size,
      long expireMillis,
      boolean noPurge,
      List<StoredData> data) {
    this.name = name;
    this.keyType = keyType;
    this.keyLength = keyLength;
    this.size = size;
    this.expireMillis = expireMillis;
    this.noPurge = noPurge;
    this.data = new EnumMap<>(DataType.class);
    data.forEach(stored -> this.data.put(stored.type(), stored));
  }

  /** Says where it stands. */
  public TableLine at(SourcePosition where) {
    position = where;
    return this;
  }

  /** Where it stands. */
  public SourcePosition position() {
    return position;
  }

  /** Whether its keys are those of {@code other}, and as long. */
  public boolean hasSameKeys(TableLine other) {
    return keyType == other.keyType && keyLength == other.keyLength;
  }

  /** Says what other processes have of it. */
  public TableLine replicated(Replication said) {
    replication = said;
    return this;
  }

  /** Says whether servers are known by their addresses. */
  public TableLine keepingAddresses(boolean said) {
    keepsAddresses = said;
    return this;
  }

  /** What other processes have of it. */
  public Replication replication() {
    return replication;
  }

  /** The table's name. */
  public String name() {
    return name;
  }

  /** The definition, which also keeps {@code additions}. */
  public TableDefinition build(Set<DataType> additions) {
    for (DataType type : additions) {
      data.putIfAbsent(type, new StoredData(type, 1, 0, 0));
    }
    List<StoredData> settled = new ArrayList<>();
    int offset = 0;
    for (StoredData stored : data.values()) {
      StoredData placed =
          new StoredData(stored.type(), stored.elements(), stored.periodMillis(), offset);
      settled.add(placed);
      offset += placed.cells();
    }
    return new TableDefinition(
        name,
        keyType,
        keyLength,
        size,
        expireMillis,
        noPurge,
        settled,
        replication,
        keepsAddresses);
  }
}
