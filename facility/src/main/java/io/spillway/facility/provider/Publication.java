package io.spillway.facility.provider;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a provider changed, or would change in a dry run. Immutable.
 *
 * @param changes in the order in which they are made; empty where everything is as wanted
 * @param readable whether the name's own addresses can be read back from public name servers; not
 *     so where the provider answers with addresses of its own
 * @param note what else an operator may want to know ({@code "serial 7 -> 8"}), or the empty string
 */
public record Publication(List<Change> changes, boolean readable, String note) {
  public Publication {
    changes = List.copyOf(changes);
  }

  /** Whether nothing had to be changed. */
  public boolean unchanged() {
    return changes.isEmpty();
  }

  /** One change a line, as a dry run prints it. */
  public String text() {
    return unchanged()
        ? "no change\n"
        : changes.stream().map(c -> c + "\n").collect(Collectors.joining());
  }
}
