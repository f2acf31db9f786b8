package io.spillway.net.tls;

import io.spillway.config.NamedFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a PEM file (RFC 7468): certificates and keys in any order. Keys may be PKCS#8, or
 * in the older forms of RSA (RFC 8017, appendix A.1.2) and of elliptic curves (RFC 5915).
 *
 * @param file where they came from
 * @param blocks in the order of the file
 */
record PemBlocks(Path file, List<Block> blocks) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";
  private static final String PLAIN_KEY = "PRIVATE KEY";
  private static final String ENCRYPTED_KEY = "ENCRYPTED PRIVATE KEY";

  /**
   * One block.
   *
   * @param label what stands after BEGIN
   * @param content decoded
   */
  record Block(String label, byte[] content) {}

  static PemBlocks read(Path file) throws TlsException {
    return read(file, null);
  }

  /**
   * Reads a file whose key may be encrypted (RFC 5958).
   *
   * @param passphrase of the key, or null for none
   */
  static PemBlocks read(Path file, @Nullable String passphrase) throws TlsException {
    String text;
    try {
      text = Files.readString(NamedFiles.plain(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsException("unable to read '" + file + "': no such file");
    } catch (AccessDeniedException e) {
      throw new TlsException("unable to read '" + file + "': permission denied");
    } catch (IOException e) {
      throw new TlsException("unable to read '" + file + "': " + e.getMessage());
    }
    return parse(file, text, passphrase);
  }

  /** The blocks of {@code text}, which {@code file} is said to hold. */
  static PemBlocks parse(Path file, String text) throws TlsException {
    return parse(file, text, null);
  }

  private static PemBlocks parse(Path file, String text, @Nullable String passphrase)
      throws TlsException {
    List<Block> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
      int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + label + DASHES, labelEnd);
      if (end < 0) {
        throw new TlsException("'" + file + "' has a PEM block that does not end");
      }
      String body = text.substring(labelEnd + DASHES.length(), end);
      boolean isOpened = passphrase != null && label.equals(ENCRYPTED_KEY);
      if (!isOpened && (body.contains("ENCRYPTED") || label.startsWith("ENCRYPTED "))) {
        throw new TlsException(
            "'" + file + "' has a key with a passphrase, which nobody is here to type");
      }
      try {
        byte[] content = Base64.getMimeDecoder().decode(body);
        blocks.add(
            passphrase != null && isOpened
                ? new Block(PLAIN_KEY, decrypted(file, content, passphrase))
                : new Block(label, content));
      } catch (IllegalArgumentException e) {
        throw new TlsException("'" + file + "' has a PEM block that is not base64");
      }
      at = text.indexOf(BEGIN, end);
    }
    return new PemBlocks(file, blocks);
  }

  private static byte[] decrypted(Path file, byte[] content, String passphrase)
      throws TlsException {
    try {
      EncryptedPrivateKeyInfo key = new EncryptedPrivateKeyInfo(content);
      // The parameters of the usual scheme, PBES2, know its whole name.
      String method =
          key.getAlgName().startsWith("PBE") && !key.getAlgName().equals("PBES2")
              ? key.getAlgName()
              : key.getAlgParameters().toString();
      SecretKey secret =
          SecretKeyFactory.getInstance(method)
              .generateSecret(new PBEKeySpec(passphrase.toCharArray()));
      Cipher cipher = Cipher.getInstance(method);
      cipher.init(Cipher.DECRYPT_MODE, secret, key.getAlgParameters());
      return cipher.doFinal(key.getEncryptedData());
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("the private key in '" + file + "' does not open: wrong passphrase");
    }
  }

  List<X509Certificate> certificates() throws TlsException {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("TRUSTED CERTIFICATE")) {
        try {
          found.add(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (GeneralSecurityException e) {
          throw new TlsException(
              "'" + file + "' has a certificate that cannot be read: " + e.getMessage());
        }
      }
    }
    return found;
  }

  /** The certificates; {@link TlsException} where there are none. */
  List<X509Certificate> authorities() throws TlsException {
    List<X509Certificate> found = certificates();
    if (found.isEmpty()) {
      throw new TlsException("no certificate found in '" + file + "'");
    }
    return found;
  }

  /** The lists of revoked certificates. */
  List<CRL> revocations() throws TlsException {
    List<CRL> found = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label().equals("X509 CRL")) {
        try {
          found.add(
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(block.content())));
        } catch (GeneralSecurityException e) {
          throw new TlsException(
              "'" + file + "' has a revocation list that cannot be read: " + e.getMessage());
        }
      }
    }
    if (found.isEmpty()) {
      throw new TlsException("no revocation list found in '" + file + "'");
    }
    return found;
  }

  boolean hasKey() {
    return blocks.stream().anyMatch(block -> block.label().endsWith("PRIVATE KEY"));
  }

  /** The first key, or null; {@code owner} is the certificate that it belongs to. */
  @Nullable PrivateKey key(X509Certificate owner) throws TlsException {
    for (Block block : blocks) {
      if (block.label().endsWith("PRIVATE KEY")) {
        byte[] encoded =
            block.label().equals(PLAIN_KEY) ? block.content() : wrapped(owner, block.content());
        try {
          return KeyFactory.getInstance(owner.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
          throw TlsCertificate.inconsistent(file);
        } catch (GeneralSecurityException e) {
          throw new TlsException("the private key in '" + file + "': " + e.getMessage());
        }
      }
    }
    return null;
  }

  /** PKCS#8 around an older form, whose algorithm is the certificate's. */
  private static byte[] wrapped(X509Certificate owner, byte[] key) {
    // SubjectPublicKeyInfo begins with the AlgorithmIdentifier that PKCS#8 wants as well.
    byte[] algorithm = Der.of(owner.getPublicKey().getEncoded()).part(0).encoded();
    return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.encode(Der.OCTET_STRING, key));
  }
}
