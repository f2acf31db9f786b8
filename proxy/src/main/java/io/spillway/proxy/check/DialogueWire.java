package io.spillway.proxy.check;

import io.spillway.net.tls.TlsClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A check's connection as its dialogue sees it. Confined to the check's thread. */
final class DialogueWire implements Dialogue.Wire {
  private static final int MAX_LENGTH = 1 << 20;

  private final CheckConnection connection;
  private final @Nullable TlsClient client;
  private final @Nullable String serverName;
  private final ByteBuffer received = ByteBuffer.allocate(16384).flip();
  private boolean isSecure;

  /**
   * The wire over {@code connection}.
   *
   * @param client makes it secure, where it is to be and is not yet; else null
   */
  DialogueWire(
      CheckConnection connection,
      @Nullable TlsClient client,
      @Nullable String serverName,
      boolean isSecure) {
    this.connection = connection;
    this.client = client;
    this.serverName = serverName;
    this.isSecure = isSecure;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    connection.write(bytes);
  }

  @Override
  public byte[] read(int length) throws IOException {
    if (length < 0 || length > MAX_LENGTH) {
      throw new Dialogue.BrokenProtocolException("a message of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    int have = 0;
    while (have < length) {
      if (!received.hasRemaining()) {
        received.clear();
        int count = connection.read(received);
        received.flip();
        if (count < 0) {
          throw new Dialogue.BrokenProtocolException("the server closed the connection");
        }
      }
      int taken = Math.min(length - have, received.remaining());
      received.get(bytes, have, taken);
      have += taken;
    }
    return bytes;
  }

  @Override
  public boolean isToBeSecure() {
    return client != null && !isSecure;
  }

  @Override
  public void secure() throws IOException {
    TlsClient maker = client;
    if (maker == null || received.hasRemaining()) {
      throw new Dialogue.BrokenProtocolException("the server spoke before the handshake");
    }
    connection.secure(maker, serverName);
    isSecure = true;
  }

  @Override
  public boolean isSecure() {
    return isSecure;
  }
}
