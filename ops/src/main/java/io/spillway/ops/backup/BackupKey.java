package io.spillway.ops.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts keys and passwords before they leave the machine: AES-256 in Galois/Counter Mode (NIST
 * SP 800-38D), 12 bytes of nonce, the ciphertext and 16 bytes of tag one after the other, with the
 * file's path as additional data. The nonce is derived from the path and the content by HMAC, so
 * that the same file gives the same bytes, and different ones never share a nonce. Immutable.
 */
public final class BackupKey {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String MAC = "HmacSHA256";

  private final byte[] encryption;
  private final byte[] nonces;
  private final String id;

  private BackupKey(byte[] secret) {
    this.encryption = mac(secret, bytes("spillway backup encryption"));
    this.nonces = mac(secret, bytes("spillway backup nonce"));
    this.id = HexFormat.of().formatHex(mac(secret, bytes("spillway backup id")), 0, 8);
  }

  /**
   * Reads the key that a file holds; see {@link #of}.
   *
   * @throws BackupException where it cannot be read or holds something else
   */
  public static BackupKey read(Path file) throws BackupException {
    try {
      return of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BackupException(
          "unable to read '" + file + "' (" + DirectoryStore.reason(e) + ")", e);
    } catch (IllegalArgumentException e) {
      throw new BackupException(
          "'"
              + file
              + "' is no key: "
              + e.getMessage()
              + " (expected: 32 bytes in base64, as 'openssl rand -base64 32' prints)",
          e);
    }
  }

  /**
   * The key that a file holds: 32 bytes in base64, as {@code openssl rand -base64 32} prints.
   *
   * @throws IllegalArgumentException where it holds something else; the message says what
   */
  public static BackupKey of(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("it is not base64", e);
    }
    if (secret.length != KEY_BYTES) {
      throw new IllegalArgumentException("it holds " + secret.length + " bytes");
    }
    return new BackupKey(secret);
  }

  /** Tells keys apart without telling anything about them: 16 hexadecimal digits. */
  public String id() {
    return id;
  }

  byte[] encrypt(String path, byte[] content) {
    byte[] nonce = Arrays.copyOf(mac(nonces, bytes(path), new byte[] {0}, content), NONCE_BYTES);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, path).doFinal(content);
      return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] decrypt(String path, byte[] sealed) throws BackupException {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new BackupException(path + " is too short to have been encrypted");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), path)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new BackupException(path + " cannot be decrypted by this key", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String path) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(encryption, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bytes(path));
    return cipher;
  }

  private static byte[] mac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
