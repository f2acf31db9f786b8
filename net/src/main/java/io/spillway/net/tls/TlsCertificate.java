package io.spillway.net.tls;

import io.spillway.config.NamedFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A certificate with its chain and its key. Immutable.
 *
 * @param file the file that it came from
 * @param chain its own certificate first
 * @param key its private key
 * @param names the host names that it is for, in lower case, {@code *.} before those with a
 *     wildcard
 */
public record TlsCertificate(
    Path file, List<X509Certificate> chain, PrivateKey key, Set<String> names) {
  private static final int DNS_NAME = 2;

  /**
   * Reads a file that holds a certificate, its chain and its key in any order; the key may stand
   * alone in a file of the same name with {@code .key} in place of the suffix, or after it.
   *
   * @throws TlsException with the file's name and what is wrong with it
   */
  public static TlsCertificate read(Path file) throws TlsException {
    PemBlocks blocks = PemBlocks.read(file);
    List<X509Certificate> chain = blocks.certificates();
    if (chain.isEmpty()) {
      throw new TlsException("no certificate found in '" + file + "'");
    }
    if (blocks.hasKey()) {
      return of(file, chain, blocks);
    }
    Path keyFile = keyFile(file);
    PemBlocks keys = Files.exists(NamedFiles.secret(keyFile)) ? PemBlocks.read(keyFile) : blocks;
    if (!keys.hasKey()) {
      throw new TlsException("no private key found in '" + file + "' nor in '" + keyFile + "'");
    }
    return of(file, chain, keys);
  }

  /**
   * A certificate whose key is among {@code keys}.
   *
   * @throws TlsException where there is no key, or it is not the certificate's
   */
  static TlsCertificate of(Path file, List<X509Certificate> chain, PemBlocks keys)
      throws TlsException {
    X509Certificate own = chain.getFirst();
    PrivateKey key = keys.key(own);
    if (key == null || !KeyPairs.belong(own.getPublicKey(), key)) {
      throw inconsistent(file);
    }
    return new TlsCertificate(file, List.copyOf(chain), key, names(own));
  }

  static TlsException inconsistent(Path file) {
    return new TlsException(
        "inconsistencies between private key and certificate loaded '" + file + "'");
  }

  private static Path keyFile(Path file) {
    Path added = file.resolveSibling(file.getFileName() + ".key");
    String name = file.getFileName().toString();
    return Files.exists(NamedFiles.secret(added)) || !name.endsWith(".crt")
        ? added
        : file.resolveSibling(name.substring(0, name.length() - ".crt".length()) + ".key");
  }

  /**
   * The files of a directory that are read, in the order of their names as HAProxy does.
   *
   * @throws TlsException where it cannot be read, and why
   */
  static List<Path> files(Path directory) throws TlsException {
    try (Stream<Path> entries = Files.list(NamedFiles.directory(directory))) {
      return entries
          .filter(Files::isRegularFile)
          .filter(TlsCertificate::isCertificate)
          .sorted()
          .toList();
    } catch (AccessDeniedException e) {
      throw new TlsException("unable to read the directory '" + directory + "': permission denied");
    } catch (IOException e) {
      throw new TlsException("unable to read the directory '" + directory + "': " + e.getMessage());
    }
  }

  private static boolean isCertificate(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".")
        && Stream.of(".issuer", ".ocsp", ".sctl", ".key").noneMatch(name::endsWith);
  }

  /** The certificates of a file of authorities. */
  public static List<X509Certificate> readAuthorities(Path file) throws TlsException {
    List<X509Certificate> found = PemBlocks.read(file).certificates();
    if (found.isEmpty()) {
      throw new TlsException("no certificate found in '" + file + "'");
    }
    return found;
  }

  /** The subject alternative names, or the common name where there are none. */
  static Set<String> names(X509Certificate certificate) throws TlsException {
    Set<String> names = new LinkedHashSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(0) instanceof Integer type
              && type == DNS_NAME
              && alternative.get(1) instanceof String name) {
            names.add(name.toLowerCase(Locale.ROOT));
          }
        }
      }
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add(String.valueOf(part.getValue()).toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException | InvalidNameException e) {
      throw new TlsException("the certificate's names cannot be read: " + e.getMessage());
    }
    return names;
  }

  /** {@code RSA}, {@code EC} and so on. */
  String keyAlgorithm() {
    return key.getAlgorithm();
  }
}
