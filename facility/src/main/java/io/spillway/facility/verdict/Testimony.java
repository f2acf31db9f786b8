package io.spillway.facility.verdict;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one voter last said about the addresses of a name, and when it was heard. Immutable.
 *
 * @param voter its name
 * @param facility where it stands, or null for a witness
 * @param views how it sees each address; one that is missing is {@link View#UNKNOWN}
 * @param heardAt when this was heard, by the monotonic clock of the one who heard it, in
 *     nanoseconds
 */
public record Testimony(
    String voter, @Nullable String facility, Map<InetAddress, View> views, long heardAt) {
  public Testimony {
    views = Map.copyOf(views);
  }

  /** How the voter sees {@code address}. */
  public View view(InetAddress address) {
    return views.getOrDefault(address, View.UNKNOWN);
  }
}
