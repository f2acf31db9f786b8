package io.spillway.facility.definition;

import io.spillway.config.SourcePosition;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An instance or a witness. Immutable.
 *
 * @param name its name, unique among all voters
 * @param address where it listens for the other voters
 * @param facility where it stands, or null for a witness
 * @param position where it is defined
 */
public record VoterDefinition(
    String name, InetSocketAddress address, @Nullable String facility, SourcePosition position) {
  /** Whether it carries no traffic and only watches. */
  public boolean isWitness() {
    return facility == null;
  }
}
