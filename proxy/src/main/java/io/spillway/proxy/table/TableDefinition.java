package io.spillway.proxy.table;

import java.util.List;

/**
 * A {@code stick-table} line. Immutable.
 *
 * @param name the table's name: that of its proxy
 * @param keyType what its keys are
 * @param keyLength how many bytes of a string or binary are kept, at least 1; 0 for other keys
 * @param size the most keys
 * @param expireMillis how long a key is known after its last use; 0 for always
 * @param noPurge whether new keys are refused while the table is full, rather than the oldest
 *     forgotten
 * @param data what is kept for each key, in the order of {@link DataType}
 * @param replication what other processes have of it
 * @param keepsAddresses whether servers are known by their address and port rather than by name
 */
public record TableDefinition(
    String name,
    KeyType keyType,
    int keyLength,
    int size,
    long expireMillis,
    boolean noPurge,
    List<StoredData> data,
    Replication replication,
    boolean keepsAddresses) {
  public TableDefinition {
    data = List.copyOf(data);
  }

  /** A table that no other process has. */
  public TableDefinition(
      String name,
      KeyType keyType,
      int keyLength,
      int size,
      long expireMillis,
      boolean noPurge,
      List<StoredData> data) {
    this(name, keyType, keyLength, size, expireMillis, noPurge, data, Replication.NONE, false);
  }

  /** As it is written. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("type ").append(keyType.word());
    if (keyLength > 0) {
      text.append(" len ").append(keyLength);
    }
    text.append(" size ").append(size);
    if (expireMillis > 0) {
      text.append(" expire ").append(expireMillis).append("ms");
    }
    if (noPurge) {
      text.append(" nopurge");
    }
    if (replication.isReceivedOnly()) {
      text.append(" recv-only");
    }
    if (!replication.peers().isEmpty()) {
      text.append(" peers ").append(replication.peers());
    }
    if (!replication.writesTo().isEmpty()) {
      text.append(" write-to ").append(replication.writesTo());
    }
    if (keepsAddresses) {
      text.append(" srvkey addr");
    }
    String separator = " store ";
    for (StoredData stored : data) {
      text.append(separator).append(stored.type().word());
      if (stored.type().isArray()) {
        text.append('(').append(stored.elements());
        text.append(stored.periodMillis() > 0 ? "," + stored.periodMillis() + "ms" : "");
        text.append(')');
      } else if (stored.periodMillis() > 0) {
        text.append('(').append(stored.periodMillis()).append("ms)");
      }
      separator = ",";
    }
    return text.toString();
  }
}
