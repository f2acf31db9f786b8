package io.spillway.net.tls;

import io.spillway.config.NamedFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files beside a certificate's are read with it (configuration manual, {@code
 * ssl-load-extra-files} and {@code ssl-load-extra-del-ext}). Immutable.
 *
 * @param kinds those that are read
 * @param replacesSuffix whether their suffixes stand in place of {@code .crt} rather than behind it
 * @param leavesRootsOut whether a certificate that signed itself is not sent in a chain ({@code
 *     ssl-skip-self-issued-ca})
 * @param chains what completes certificates that come without a chain ({@code issuers-chain-path})
 */
public record ExtraFiles(
    Set<Kind> kinds,
    boolean replacesSuffix,
    boolean leavesRootsOut,
    List<List<X509Certificate>> chains) {
  /** All of them, their suffixes behind the certificate's. */
  public static final ExtraFiles ALL =
      new ExtraFiles(EnumSet.allOf(Kind.class), false, false, List.of());

  private static final String CERTIFICATE = ".crt";
  private static final List<String> BUNDLE = List.of(".dsa", ".ecdsa", ".rsa");

  /** What such a file holds. */
  public enum Kind {
    /** The certificate itself, in a file for each type of keys. */
    BUNDLE,
    SCTL,
    OCSP,
    ISSUER,
    KEY;

    /** The suffix of its file, as the configuration calls it. */
    String suffix() {
      return "." + name().toLowerCase(Locale.ROOT);
    }
  }

  public ExtraFiles {
    kinds = Set.copyOf(kinds);
  }

  /** The file of {@code kind} beside {@code certificate}, or null where it is not read. */
  @Nullable Path find(Path certificate, Kind kind) {
    if (!kinds.contains(kind)) {
      return null;
    }
    Path beside = beside(certificate, kind);
    return Files.exists(NamedFiles.secret(beside)) ? beside : null;
  }

  /** Where the file of {@code kind} is sought. */
  Path beside(Path certificate, Kind kind) {
    String name = certificate.getFileName().toString();
    Path added = certificate.resolveSibling(name + kind.suffix());
    boolean isReplaced =
        name.endsWith(CERTIFICATE)
            && (replacesSuffix || kind == Kind.KEY && !Files.exists(NamedFiles.secret(added)));
    return isReplaced
        ? certificate.resolveSibling(
            name.substring(0, name.length() - CERTIFICATE.length()) + kind.suffix())
        : added;
  }

  /**
   * The chains of a directory's files, each of which begins with an issuer of certificates.
   *
   * @throws TlsException with what cannot be read, and why
   */
  public static List<List<X509Certificate>> readChains(Path directory) throws TlsException {
    List<List<X509Certificate>> chains = new ArrayList<>();
    for (Path file : TlsCertificate.files(directory)) {
      chains.add(TlsCertificate.readAuthorities(file));
    }
    return chains;
  }

  /** A chain as it is sent. */
  List<X509Certificate> complete(List<X509Certificate> chain) {
    List<X509Certificate> sent = new ArrayList<>(chain);
    X509Certificate own = chain.getFirst();
    if (chain.size() == 1) {
      for (List<X509Certificate> candidate : chains) {
        if (signed(candidate.getFirst(), own)) {
          sent.addAll(candidate);
          break;
        }
      }
    }
    if (leavesRootsOut) {
      sent.removeIf(
          certificate ->
              !certificate.equals(own)
                  && certificate
                      .getSubjectX500Principal()
                      .equals(certificate.getIssuerX500Principal()));
    }
    return sent;
  }

  private static boolean signed(X509Certificate issuer, X509Certificate certificate) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The files of a bundle, for a name that no file has. */
  List<Path> bundle(Path named) {
    if (!kinds.contains(Kind.BUNDLE)) {
      return List.of();
    }
    return BUNDLE.stream()
        .map(suffix -> named.resolveSibling(named.getFileName() + suffix))
        .filter(file -> Files.exists(NamedFiles.plain(file)))
        .toList();
  }
}
