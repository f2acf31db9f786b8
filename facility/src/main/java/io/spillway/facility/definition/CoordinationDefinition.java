package io.spillway.facility.definition;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The {@code coordination} section. Immutable.
 *
 * @param protection what keeps strangers out
 * @param heartbeat how often the instances tell each other what they see, or null for a quarter of
 *     the shortest interval between checks
 * @param stateFile where what must survive a restart is kept, or null for the default
 * @param historyFile where events are kept, or null for the default
 */
public record CoordinationDefinition(
    Protection protection,
    @Nullable Duration heartbeat,
    @Nullable String stateFile,
    @Nullable String historyFile) {
  /** What keeps strangers out. */
  public sealed interface Protection {
    /**
     * A secret that all voters know.
     *
     * @param key its bytes, at least 16
     */
    record Secret(byte[] key) implements Protection {
      @Override
      public String toString() {
        return "Secret[...]";
      }
    }

    /**
     * Certificates.
     *
     * @param certificate a PEM file with this instance's certificate, its chain and its private key
     * @param authorities a PEM file with those who may issue certificates of voters
     */
    record Tls(String certificate, String authorities) implements Protection {}
  }
}
