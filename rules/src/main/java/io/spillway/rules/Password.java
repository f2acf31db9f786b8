package io.spillway.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.jspecify.annotations.Nullable;

/**
 * A user's password as a {@code userlist} holds it: in clear, or as crypt(3) hashes it
 * (configuration manual, chapter 3.4). Thread-safe.
 */
public abstract sealed class Password {
  /** What {@link #hashed} knows: MD5, SHA-256 and SHA-512 with their salts, and the old DES. */
  private static final Pattern KNOWN =
      Pattern.compile(
          "\\$1\\$[^$:\\n]{0,8}\\$[./0-9A-Za-z]{22}"
              + "|\\$5\\$(rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}"
              + "|\\$6\\$(rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}"
              + "|[./0-9A-Za-z]{13}");

  private Password() {}

  /** A password in clear, of these bytes. */
  public static Password clear(byte[] password) {
    return new Clear(password.clone());
  }

  /**
   * A password that crypt(3) hashed.
   *
   * @param hash the method, its parameters, the salt and the hash, as {@code mkpasswd} prints them
   * @return null where the method is not known or the hash is not whole
   */
  public static @Nullable Password hashed(String hash) {
    return KNOWN.matcher(hash).matches() ? new Hashed(hash) : null;
  }

  /** Whether {@code given} is this password. */
  abstract boolean isEqual(byte[] given);

  private static final class Clear extends Password {
    private final byte[] password;

    private Clear(byte[] password) {
      this.password = password;
    }

    @Override
    boolean isEqual(byte[] given) {
      return MessageDigest.isEqual(password, given);
    }
  }

  /**
   * Hashing takes milliseconds by design, and clients repeat their password with every request: the
   * one that was right last is remembered, as a digest that only this process can make.
   */
  private static final class Hashed extends Password {
    private final byte[] hash;
    private final String parameters;
    private final byte[] secret = new byte[16];
    private volatile byte @Nullable [] accepted;

    private Hashed(String hash) {
      this.hash = hash.getBytes(StandardCharsets.ISO_8859_1);
      this.parameters = hash;
      new SecureRandom().nextBytes(secret);
    }

    @Override
    boolean isEqual(byte[] given) {
      byte[] digest = digest(given);
      byte[] known = accepted;
      if (known != null && MessageDigest.isEqual(known, digest)) {
        return true;
      }
      // The library overwrites the bytes that it hashes.
      byte[] made = Crypt.crypt(given.clone(), parameters).getBytes(StandardCharsets.ISO_8859_1);
      boolean isRight = MessageDigest.isEqual(hash, made);
      if (isRight) {
        accepted = digest;
      }
      return isRight;
    }

    private byte[] digest(byte[] given) {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(secret);
        return sha.digest(given);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
