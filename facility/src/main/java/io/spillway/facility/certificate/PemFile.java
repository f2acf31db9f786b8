package io.spillway.facility.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a PEM file holds (RFC 7468). Immutable.
 *
 * @param certificates in their order
 * @param key the private key in PKCS #8, or null
 */
record PemFile(String name, List<X509Certificate> certificates, byte @Nullable [] key) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  static PemFile read(String name) throws IOException {
    String text = Files.readString(Path.of(name), StandardCharsets.ISO_8859_1);
    List<X509Certificate> certificates = new ArrayList<>();
    byte[] key = null;
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      byte[] content = Base64.getMimeDecoder().decode(matcher.group(2));
      switch (matcher.group(1)) {
        case "CERTIFICATE" -> certificates.add(certificate(name, content));
        case "PRIVATE KEY" -> key = content;
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(
                name
                    + ": its private key is in another form than PKCS #8 (expected: what 'openssl"
                    + " pkcs8 -topk8 -nodes' makes of it).");
        default -> {
          // Parameters of curves, say.
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(name + ": no certificate in PEM form.");
    }
    return new PemFile(name, certificates, key);
  }

  private static X509Certificate certificate(String name, byte[] content) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
    } catch (GeneralSecurityException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  PrivateKey privateKey() throws IOException {
    if (key == null) {
      throw new IOException(name + ": no private key in PEM form.");
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
      } catch (GeneralSecurityException e) {
        // Of another algorithm.
        continue;
      }
    }
    throw new IOException(name + ": a private key of an unknown algorithm.");
  }
}
