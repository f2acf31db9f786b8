package io.spillway.proxy;

import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogSelection;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.log.LogTarget;
import io.spillway.rules.LogFormat;
import java.util.List;
import java.util.Set;
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
 * @param steps the steps at which a stream has a line; empty for one line as {@code selection} says
 */
public record Logging(
    List<LogTarget> targets,
    String tag,
    LogSelection selection,
    @Nullable LogFormat format,
    @Nullable LogFormat errorFormat,
    @Nullable LogFormat structuredData,
    Set<LogStep> steps) {
  /** Nothing is logged. */
  public static final Logging NONE =
      new Logging(List.of(), "haproxy", LogSelection.NONE, null, null, null, Set.of());

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
            || structuredData != null && structuredData.mayNameOwnAddresses()
            || isProfiled() && targets.stream().anyMatch(Logging::mayNameOwnAddresses));
  }

  private static boolean mayNameOwnAddresses(LogTarget target) {
    LogProfile profile = target.profile();
    return profile != null && profile.mayNameOwnAddresses();
  }

  /** Whether a target has a profile, so that not all get the same line. */
  public boolean isProfiled() {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).profile() != null) {
        return true;
      }
    }
    return false;
  }
}
