package io.spillway.net.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** Whether keys belong together. Stateless. */
final class KeyPairs {
  private static final byte[] MESSAGE = {1};

  private KeyPairs() {}

  /** Whether what {@code privateKey} signs, {@code publicKey} verifies. */
  static boolean belong(PublicKey publicKey, PrivateKey privateKey) {
    if (publicKey instanceof RSAKey known && privateKey instanceof RSAKey secret) {
      return known.getModulus().equals(secret.getModulus());
    }
    String algorithm = publicKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA";
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(MESSAGE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(MESSAGE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
