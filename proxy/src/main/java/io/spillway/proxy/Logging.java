package io.spillway.proxy;

import io.spillway.proxy.log.LogSelection;
import io.spillway.proxy.log.LogTarget;
import io.spillway.rules.LogFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a frontend's streams are logged. Immutable.
 *
 * @param targets where lines go
 * @param tag {@code log-tag}
 * @param selection which streams have a line
 * @param format the line; null for the one that says who connected
 * @param errorFormat the line of connections that fail before they carry anything, or null for the
 *     standard one
 * @param structuredData the structured data of lines for RFC 5424, or null for none
 */
public record Logging(
    List<LogTarget> targets,
    String tag,
    LogSelection selection,
    @Nullable LogFormat format,
    @Nullable LogFormat errorFormat,
    @Nullable LogFormat structuredData) {
  /** Nothing is logged. */
  public static final Logging NONE =
      new Logging(List.of(), "haproxy", LogSelection.NONE, null, null, null);

  public Logging {
    targets = List.copyOf(targets);
  }

  /**
   * Whether a line may name addresses of this side, which are to be had while connections stand.
   */
  public boolean mayNameOwnAddresses() {
    return !targets.isEmpty()
        && (format == null
            || format.mayNameOwnAddresses()
            || errorFormat != null && errorFormat.mayNameOwnAddresses()
            || structuredData != null && structuredData.mayNameOwnAddresses());
  }
}
