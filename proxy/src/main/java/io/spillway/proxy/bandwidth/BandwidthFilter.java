package io.spillway.proxy.bandwidth;

import io.spillway.proxy.table.TableReference;
import io.spillway.rules.Expression;
import org.jspecify.annotations.Nullable;

/**
 * A {@code filter bwlim-in} or {@code bwlim-out}. Immutable.
 *
 * @param name its name in its proxy
 * @param direction which bytes it limits
 * @param limit how many bytes may pass in a period: of each stream, or of all that share a key
 * @param periodMillis the period of a limit for each stream; 0 where streams share
 * @param smallest how many bytes are passed on at once at least, but for the last ones
 * @param key what tells which streams share; null for a limit of each stream
 * @param table where those that share are counted, in the rate of bytes of that direction; null for
 *     a limit of each stream
 */
public record BandwidthFilter(
    String name,
    Direction direction,
    long limit,
    int periodMillis,
    int smallest,
    @Nullable Expression key,
    @Nullable TableReference table) {
  /** Whether streams share the limit. */
  public boolean isShared() {
    return table != null;
  }
}
