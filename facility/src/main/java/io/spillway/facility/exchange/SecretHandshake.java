package io.spillway.facility.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Proof by a shared secret. Both sides send a version and 32 random bytes; of these and the secret
 * each derives a key for either direction (HKDF-SHA256, RFC 5869), and all that follows is sealed
 * with AES-256-GCM under a counter. As both have chosen at random, no recording of an earlier
 * connection opens; as each direction has its key, nothing can be reflected. Thread-safe.
 */
final class SecretHandshake implements Handshake {
  private static final int MAGIC = 0x53_50_57_59;
  private static final int VERSION = 1;
  private static final int RANDOM_LENGTH = 32;
  private static final int KEY_LENGTH = 32;

  private final byte[] secret;
  private final SecureRandom random;

  SecretHandshake(byte[] secret, SecureRandom random) {
    this.secret = secret.clone();
    this.random = random;
  }

  @Override
  public Channel perform(Socket socket, boolean dialled) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] own = new byte[RANDOM_LENGTH];
    random.nextBytes(own);
    byte[] hello = new byte[5 + RANDOM_LENGTH];
    hello[0] = (byte) (MAGIC >> 24);
    hello[1] = (byte) (MAGIC >> 16);
    hello[2] = (byte) (MAGIC >> 8);
    hello[3] = (byte) MAGIC;
    hello[4] = VERSION;
    System.arraycopy(own, 0, hello, 5, RANDOM_LENGTH);
    out.write(hello);
    out.flush();
    byte[] other = new byte[RANDOM_LENGTH];
    try {
      if (in.readInt() != MAGIC) {
        throw new RefusedException("it does not speak this protocol with a shared secret");
      }
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new RefusedException(
            "it speaks version " + version + " of the protocol (expected: " + VERSION + ")");
      }
      in.readFully(other);
    } catch (EOFException e) {
      throw new EOFException("it closed the connection in the handshake");
    }
    byte[] salt = dialled ? concatenated(own, other) : concatenated(other, own);
    SecretKey ofDialler = key(salt, "dialler");
    SecretKey ofListener = key(salt, "listener");
    return dialled
        ? new SecretChannel(socket, in, out, ofDialler, ofListener)
        : new SecretChannel(socket, in, out, ofListener, ofDialler);
  }

  private SecretKey key(byte[] salt, String side) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .addSalt(salt)
                  .thenExpand(
                      ("spillway facility exchange 1 " + side).getBytes(StandardCharsets.US_ASCII),
                      KEY_LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HKDF-SHA256", e);
    }
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
