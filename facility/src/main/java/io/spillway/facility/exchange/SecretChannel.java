package io.spillway.facility.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Frames sealed with AES-256-GCM: four bytes of length, then ciphertext and tag. The nonce is a
 * counter that is not sent, so that a frame that was changed, left out, repeated or moved does not
 * open.
 */
final class SecretChannel implements Channel {
  private static final int TAG_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final SecretKey sending;
  private final SecretKey receiving;
  private long sent;
  private long received;

  SecretChannel(
      Socket socket,
      DataInputStream in,
      DataOutputStream out,
      SecretKey sending,
      SecretKey receiving) {
    this.socket = socket;
    this.in = in;
    this.out = out;
    this.sending = sending;
    this.receiving = receiving;
  }

  @Override
  public void send(Frame frame) throws IOException {
    byte[] plain = FrameCodec.encode(frame);
    if (plain.length > FrameCodec.MAX_LENGTH) {
      throw new IOException("a frame of " + plain.length + " bytes is too long");
    }
    int length = plain.length + TAG_LENGTH;
    byte[] whole = new byte[4 + length];
    ByteBuffer.wrap(whole).putInt(length);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, sending, sent++, length);
      cipher.doFinal(plain, 0, plain.length, whole, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", e);
    }
    out.write(whole);
    out.flush();
  }

  @Override
  public Frame receive() throws IOException {
    int length = in.readInt();
    if (length < TAG_LENGTH || length > FrameCodec.MAX_LENGTH + TAG_LENGTH) {
      throw new RefusedException(received == 0 ? "it has another secret" : "a frame is malformed");
    }
    byte[] sealed = new byte[length];
    in.readFully(sealed);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, receiving, received, length);
      byte[] plain = cipher.doFinal(sealed);
      received++;
      return FrameCodec.decode(plain);
    } catch (GeneralSecurityException e) {
      throw new RefusedException(received == 0 ? "it has another secret" : "a frame is forged");
    }
  }

  private static Cipher cipher(int mode, SecretKey key, long counter, int length)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = ByteBuffer.allocate(NONCE_LENGTH).putInt(0).putLong(counter).array();
    cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * 8, nonce));
    cipher.updateAAD(ByteBuffer.allocate(4).putInt(length).array());
    return cipher;
  }

  @Override
  public boolean isEntitledTo(String voter) {
    return true;
  }

  @Override
  public void close() {
    Sockets.close(socket);
  }
}
