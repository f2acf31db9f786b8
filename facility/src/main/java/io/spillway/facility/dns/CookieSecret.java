package io.spillway.facility.dns;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that a server's cookies are made with. Immutable. */
public final class CookieSecret {
  /** Its length in bytes. */
  public static final int BYTES = 16;

  private final byte[] bytes;

  private CookieSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The secret that consists of these 16 bytes. */
  public static CookieSecret of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("bytes: " + bytes.length + " (expected: " + BYTES + ")");
    }
    return new CookieSecret(bytes.clone());
  }

  /** The secret that follows from another one, for instances that share only that. */
  public static CookieSecret derivedFrom(byte[] shared) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(shared, "HmacSHA256"));
      byte[] derived = mac.doFinal("dns-cookie".getBytes(StandardCharsets.US_ASCII));
      return new CookieSecret(Arrays.copyOf(derived, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A secret that nobody else has. */
  static CookieSecret random() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new CookieSecret(random);
  }

  byte[] bytes() {
    return bytes;
  }
}
