package io.spillway.net.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken, on either side. Immutable.
 *
 * @param oldest the oldest version that is spoken
 * @param newest the newest version that is spoken
 * @param ciphers of TLS 1.2 and older, as OpenSSL writes them; empty for the library's own
 * @param cipherSuites of TLS 1.3; empty for the library's own
 * @param groups for key exchange; empty for the library's own
 * @param alpn the application protocols, the preferred one first; empty for none
 * @param verify whether the peer's certificate is asked for and checked
 * @param authorities who may have signed it, in a PEM file; null for none. A server tells their
 *     names to clients
 * @param silentAuthorities who may have signed it as well, in a PEM file, and whose names are not
 *     told; null for none
 * @param namesAuthorities whether a server tells any names
 * @param revocations lists of revoked certificates in a PEM file, or null for none
 * @param tickets whether sessions are resumed by tickets
 * @param keepsSecrets whether the secrets of handshakes are kept
 * @param ignored what may be wrong with clients' certificates
 */
public record TlsSettings(
    Version oldest,
    Version newest,
    List<String> ciphers,
    List<String> cipherSuites,
    List<String> groups,
    List<String> alpn,
    Verify verify,
    @Nullable Path authorities,
    @Nullable Path silentAuthorities,
    boolean namesAuthorities,
    @Nullable Path revocations,
    boolean tickets,
    boolean keepsSecrets,
    IgnoredFaults ignored) {
  /** Versions of the protocol, from the oldest. */
  public enum Version {
    TLS_1_0("TLSv1"),
    TLS_1_1("TLSv1.1"),
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String protocol;

    Version(String protocol) {
      this.protocol = protocol;
    }

    /** As Java calls it. */
    public String protocol() {
      return protocol;
    }
  }

  /** What is asked of the peer's certificate. */
  public enum Verify {
    /** Nothing. */
    NONE,
    /** That it is good, where there is one. */
    OPTIONAL,
    /** That there is a good one. */
    REQUIRED
  }

  /** Whether a file of authorities or revocations is {@code file}. */
  boolean trusts(Path file) {
    return file.equals(authorities) || file.equals(silentAuthorities) || file.equals(revocations);
  }

  /** The names of all versions that are spoken. */
  String[] protocols() {
    return List.of(Version.values()).subList(oldest.ordinal(), newest.ordinal() + 1).stream()
        .map(Version::protocol)
        .toArray(String[]::new);
  }
}
