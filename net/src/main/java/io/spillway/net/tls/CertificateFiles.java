package io.spillway.net.tls;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that a {@code load} line of a {@code crt-store} section names for one certificate
 * (configuration manual, chapter 3.11). Nothing beside them is looked for. Immutable.
 *
 * @param certificate its own certificate and its chain, and perhaps its key
 * @param key holds its key, whatever {@code certificate} holds; null for the key in there
 * @param ocsp a response about it, or null
 * @param issuer who signed it, where the chain does not say; or null
 * @param updatesOcsp whether responses about it are asked for; empty for as elsewhere
 */
public record CertificateFiles(
    Path certificate,
    @Nullable Path key,
    @Nullable Path ocsp,
    @Nullable Path issuer,
    Optional<Boolean> updatesOcsp) {
  /** What begins the names of certificates of such sections: {@code @store/name}. */
  private static final String MARK = "@";

  /** Whether a line that says {@code written} means a certificate of a {@code crt-store}. */
  public static boolean isStored(String written) {
    return written.startsWith(MARK) && written.indexOf('/') > 0;
  }

  /**
   * What a certificate of a section is called.
   *
   * @param store the section's name, empty for none
   * @param name its alias or file
   */
  public static Path named(String store, String name) {
    return Path.of(MARK + store + "/" + name);
  }
}
