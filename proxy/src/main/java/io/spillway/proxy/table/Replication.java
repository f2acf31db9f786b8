package io.spillway.proxy.table;

/**
 * What a {@code stick-table} line says about other processes that have the same table. Immutable.
 *
 * @param peers the {@code peers} section whose processes have it; empty for none
 * @param networkName how it is called among them
 * @param isReceivedOnly whether nothing is counted here, so that what others count of their own
 *     connections is taken, too ({@code recv-only})
 * @param writesTo the table that is given the tags and servers that come from others; empty for
 *     none
 */
public record Replication(
    String peers, String networkName, boolean isReceivedOnly, String writesTo) {
  /** A table that no other process has. */
  public static final Replication NONE = new Replication("", "", false, "");
}
