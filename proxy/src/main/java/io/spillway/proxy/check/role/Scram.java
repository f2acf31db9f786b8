package io.spillway.proxy.check.role;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.proxy.check.Dialogue.BrokenProtocolException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677). For one login,
 * of one thread.
 */
final class Scram {
  static final String MECHANISM = "SCRAM-SHA-256";

  private static final int MAX_ITERATIONS = 1_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String NO_BINDING = "n,,";

  private final String password;
  private final String firstBare;
  private final String nonce;
  private byte[] serverSignature = {};

  /** The user's name is told by the protocol around this, which servers then go by. */
  Scram(String password) {
    this.password = Normalizer.normalize(password, Normalizer.Form.NFKC);
    byte[] random = new byte[18];
    RANDOM.nextBytes(random);
    this.nonce = Base64.getEncoder().encodeToString(random);
    this.firstBare = "n=,r=" + nonce;
  }

  String first() {
    return NO_BINDING + firstBare;
  }

  /** The answer to the server's challenge. */
  String answer(String challenge) throws IOException {
    String combined = attribute(challenge, 'r');
    if (!combined.startsWith(nonce)) {
      throw new BrokenProtocolException("the server's challenge is not for this client");
    }
    try {
      byte[] salt = Base64.getDecoder().decode(attribute(challenge, 's'));
      int iterations = Integer.parseInt(attribute(challenge, 'i'));
      if (iterations < 1 || iterations > MAX_ITERATIONS) {
        throw new BrokenProtocolException("the server asks for " + iterations + " iterations");
      }
      String binding = Base64.getEncoder().encodeToString(NO_BINDING.getBytes(UTF_8));
      String withoutProof = "c=" + binding + ",r=" + combined;
      byte[] signed = (firstBare + "," + challenge + "," + withoutProof).getBytes(UTF_8);
      byte[] salted = salted(salt, iterations);
      byte[] clientKey = mac(salted, "Client Key".getBytes(UTF_8));
      byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
      byte[] signature = mac(storedKey, signed);
      byte[] proof = new byte[clientKey.length];
      for (int i = 0; i < proof.length; i++) {
        proof[i] = (byte) (clientKey[i] ^ signature[i]);
      }
      serverSignature = mac(mac(salted, "Server Key".getBytes(UTF_8)), signed);
      return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    } catch (IllegalArgumentException e) {
      throw new BrokenProtocolException("the server's challenge cannot be read");
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Makes sure that the server knows the password too. */
  void verify(String last) throws IOException {
    byte[] claimed;
    try {
      claimed = Base64.getDecoder().decode(attribute(last, 'v'));
    } catch (IllegalArgumentException e) {
      claimed = new byte[0];
    }
    if (!MessageDigest.isEqual(claimed, serverSignature)) {
      throw new BrokenProtocolException("the server does not know the password");
    }
  }

  private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
    PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded();
  }

  private static byte[] mac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static String attribute(String message, char name) throws IOException {
    for (String part : message.split(",")) {
      if (part.length() > 1 && part.charAt(0) == name && part.charAt(1) == '=') {
        return part.substring(2);
      }
    }
    throw new BrokenProtocolException("the server's message lacks '" + name + "'");
  }
}
