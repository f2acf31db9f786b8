package io.spillway.proxy.table;

/**
 * A table that a rule names, maybe before it is declared. Resolved when the whole configuration was
 * read, before any rule runs; then read by any thread.
 */
public final class TableReference {
  private final String name;
  private StickTable table;

  /** A table that no rule can use: what stands there until the names are resolved. */
  private static final StickTable UNRESOLVED =
      new StickTable(new TableDefinition("", KeyType.INTEGER, 0, 1, 0, true, java.util.List.of()));

  TableReference(String name) {
    this.name = name;
    this.table = UNRESOLVED;
  }

  /** The name of the table's proxy. */
  public String name() {
    return name;
  }

  /** The table. */
  public StickTable table() {
    return table;
  }

  void resolve(StickTable found) {
    table = found;
  }
}
