package io.spillway.facility.definition;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code coordination} section. Immutable.
 *
 * @param protection what keeps strangers out
 * @param heartbeat how often the instances tell each other what they see, or null for a quarter of
 *     the shortest interval between checks
 * @param stateFile where what must survive a restart is kept, or null for the default
 * @param historyFile where events are kept, or null for the default
 * @param resolvers public resolvers that are asked what the world sees, for showing alone
 * @param etcd where the instance that writes to providers is elected, or null for by the quorum
 */
public record CoordinationDefinition(
    Protection protection,
    @Nullable Duration heartbeat,
    @Nullable String stateFile,
    @Nullable String historyFile,
    List<InetSocketAddress> resolvers,
    @Nullable Etcd etcd) {
  public CoordinationDefinition {
    resolvers = List.copyOf(resolvers);
  }

  /**
   * The members of an etcd cluster.
   *
   * @param endpoints their client addresses
   * @param prefix of the keys
   * @param lease how long a writer that is silent stays the writer; whole seconds, at least 2
   * @param authorities a PEM file with those who may issue its certificates, or null for the
   *     system's
   * @param certificate a PEM file with the certificate and key to show, or null for none
   */
  public record Etcd(
      List<URI> endpoints,
      String prefix,
      Duration lease,
      @Nullable String authorities,
      @Nullable String certificate) {
    public Etcd {
      endpoints = List.copyOf(endpoints);
    }
  }

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
