package io.spillway.net.tls;

import io.spillway.config.NamedFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its chain and its key. Immutable.
 *
 * @param file what it is called: the file that it came from, or its name in a {@code crt-store}
 * @param chain its own certificate first
 * @param key its private key
 * @param names the host names that it is for, in lower case, {@code *.} before those with a
 *     wildcard
 * @param number tells it from every other that this process has read
 * @param staple what its authority says of it
 */
public record TlsCertificate(
    Path file,
    List<X509Certificate> chain,
    PrivateKey key,
    Set<String> names,
    long number,
    OcspStaple staple) {
  private static final int DNS_NAME = 2;
  private static final AtomicLong NUMBERS = new AtomicLong();

  /**
   * Reads a file that holds a certificate, its chain and its key in any order; the key, the issuer
   * and an OCSP response may stand in files of their own beside it.
   *
   * @param warnings takes what is wrong with files that are left out then
   * @throws TlsException with the file's name and what is wrong with it
   */
  static TlsCertificate read(Path file, ExtraFiles extras, Consumer<String> warnings)
      throws TlsException {
    PemBlocks blocks = PemBlocks.read(file);
    blocks.authorities();
    return read(
        file,
        blocks,
        keys(file, blocks, extras),
        new Found(
            extras.find(file, ExtraFiles.Kind.ISSUER), extras.find(file, ExtraFiles.Kind.OCSP)),
        extras,
        warnings);
  }

  /**
   * Reads the files of a {@code load} line.
   *
   * @param name what the certificate is called
   * @param extras tells what completes its chain
   * @param warnings takes what is wrong with files that are left out then
   * @throws TlsException with the file's name and what is wrong with it
   */
  static TlsCertificate read(
      Path name, CertificateFiles files, ExtraFiles extras, Consumer<String> warnings)
      throws TlsException {
    PemBlocks blocks = PemBlocks.read(files.certificate());
    blocks.authorities();
    Path keyFile = files.key();
    PemBlocks keys = keyFile == null ? blocks : PemBlocks.read(keyFile);
    if (!keys.hasKey()) {
      throw new TlsException("no private key found in '" + keys.file() + "'");
    }
    return read(name, blocks, keys, new Found(files.issuer(), files.ocsp()), extras, warnings);
  }

  /** Files that are read as well; null for none. */
  private record Found(@Nullable Path issuer, @Nullable Path ocsp) {}

  private static TlsCertificate read(
      Path name,
      PemBlocks blocks,
      PemBlocks keys,
      Found found,
      ExtraFiles extras,
      Consumer<String> warnings)
      throws TlsException {
    List<X509Certificate> chain = blocks.certificates();
    TlsCertificate read =
        of(name, extras.complete(chain), keys, issuer(found.issuer(), chain, extras));
    read.warnOfDates(warnings);
    Path response = found.ocsp();
    if (response != null) {
      read.staple(response, warnings);
    }
    return read;
  }

  /** One that this process has made for {@code names}. */
  static TlsCertificate made(
      Path file, List<X509Certificate> chain, PrivateKey key, Set<String> names) {
    return new TlsCertificate(
        file, chain, key, names, NUMBERS.incrementAndGet(), new OcspStaple(chain, null));
  }

  private static PemBlocks keys(Path file, PemBlocks blocks, ExtraFiles extras)
      throws TlsException {
    if (blocks.hasKey()) {
      return blocks;
    }
    Path keyFile = extras.find(file, ExtraFiles.Kind.KEY);
    PemBlocks keys = keyFile == null ? blocks : PemBlocks.read(keyFile);
    if (!keys.hasKey()) {
      throw new TlsException(
          "no private key found in '"
              + file
              + "' nor in '"
              + extras.beside(file, ExtraFiles.Kind.KEY)
              + "'");
    }
    return keys;
  }

  private static @Nullable X509Certificate issuer(
      @Nullable Path found, List<X509Certificate> chain, ExtraFiles extras) throws TlsException {
    if (found != null) {
      return readAuthorities(found).getFirst();
    }
    // It may not be sent, and OCSP wants to know it all the same.
    List<X509Certificate> whole = chain.size() > 1 ? chain : extras.complete(chain);
    return whole.size() > 1
            && whole
                .get(1)
                .getSubjectX500Principal()
                .equals(chain.getFirst().getIssuerX500Principal())
        ? whole.get(1)
        : null;
  }

  /** HAProxy says nothing of these; clients will. */
  private void warnOfDates(Consumer<String> warnings) {
    X509Certificate own = chain.getFirst();
    Instant now = Instant.now();
    String described =
        "certificate '" + file + "' (" + own.getSubjectX500Principal().getName() + ") ";
    if (own.getNotAfter().toInstant().isBefore(now)) {
      warnings.accept(described + "expired at " + own.getNotAfter().toInstant() + ".");
    } else if (own.getNotBefore().toInstant().isAfter(now)) {
      warnings.accept(described + "is not valid before " + own.getNotBefore().toInstant() + ".");
    }
  }

  private void staple(Path response, Consumer<String> warnings) throws TlsException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(NamedFiles.plain(response));
    } catch (IOException e) {
      throw new TlsException("unable to read '" + response + "': " + e.getMessage());
    }
    if (bytes.length == 0) {
      return; // a place for later ones
    }
    try {
      staple.set(bytes);
    } catch (TlsException e) {
      warnings.accept(
          "Loading '" + response + "': " + e.getMessage() + ". Content will be ignored.");
    }
  }

  /**
   * A certificate whose key is among {@code keys}.
   *
   * @param issuer who signed it, where the chain does not have it; or null
   * @throws TlsException where there is no key, or it is not the certificate's
   */
  static TlsCertificate of(
      Path file, List<X509Certificate> chain, PemBlocks keys, @Nullable X509Certificate issuer)
      throws TlsException {
    X509Certificate own = chain.getFirst();
    PrivateKey key = keys.key(own);
    if (key == null || !KeyPairs.belong(own.getPublicKey(), key)) {
      throw inconsistent(file);
    }
    return new TlsCertificate(
        file,
        List.copyOf(chain),
        key,
        names(own),
        NUMBERS.incrementAndGet(),
        new OcspStaple(chain, issuer));
  }

  static TlsException inconsistent(Path file) {
    return new TlsException(
        "inconsistencies between private key and certificate loaded '" + file + "'");
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
    return PemBlocks.read(file).authorities();
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
