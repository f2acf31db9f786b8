package io.spillway.ops.acme;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;

/** Keys, and certificates with their keys as text (RFC 7468). Stateless. */
final class Keys {
  private static final int LINE = 64;

  private Keys() {}

  /** A new key. */
  static KeyPair make(AcmeDefinition.KeyKind kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.isRsa() ? "RSA" : "EC");
      if (kind.isRsa()) {
        generator.initialize(kind.bits());
      } else {
        generator.initialize(new ECGenParameterSpec(kind.curve()));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime makes such keys", e);
    }
  }

  /** A chain, its own certificate first, and its key. */
  static String text(List<X509Certificate> chain, PrivateKey key)
      throws CertificateEncodingException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      block(text, "CERTIFICATE", certificate.getEncoded());
    }
    block(text, "PRIVATE KEY", key.getEncoded());
    return text.toString();
  }

  /** A key alone. */
  static String text(PrivateKey key) {
    StringBuilder text = new StringBuilder();
    block(text, "PRIVATE KEY", key.getEncoded());
    return text.toString();
  }

  private static void block(StringBuilder text, String label, byte[] content) {
    text.append("-----BEGIN ").append(label).append("-----\n");
    text.append(Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content));
    text.append("\n-----END ").append(label).append("-----\n");
  }
}
