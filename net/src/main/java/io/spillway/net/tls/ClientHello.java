package io.spillway.net.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the first message of a client (RFC 8446, section 4.1.2) while it arrives. Stateless. */
public final class ClientHello {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM = 34;
  private static final int SERVER_NAME = 0;
  private static final int MAX_RECORD = 16384;

  private ClientHello() {}

  /**
   * Whether the name that the client asks for can be told by now. A hello that goes on in a second
   * record is awaited no longer: its name is taken for none.
   */
  public static boolean isComplete(ByteBuf bytes) {
    int start = bytes.readerIndex();
    if (bytes.readableBytes() == 0) {
      return false;
    }
    if (bytes.getUnsignedByte(start) != HANDSHAKE) {
      return true;
    }
    if (bytes.readableBytes() < RECORD_HEADER) {
      return false;
    }
    int length = bytes.getUnsignedShort(start + RECORD_HEADER - 2);
    return length > MAX_RECORD || bytes.readableBytes() >= RECORD_HEADER + length;
  }

  /** The host name that the client asks for; null for none, or where this is no hello. */
  public static @Nullable String serverName(ByteBuf bytes) {
    try {
      return name(bytes);
    } catch (IndexOutOfBoundsException e) {
      return null; // lengths that lie; the library refuses the hello
    }
  }

  private static @Nullable String name(ByteBuf bytes) {
    int at = bytes.readerIndex();
    if (bytes.getUnsignedByte(at) != HANDSHAKE
        || bytes.getUnsignedByte(at + RECORD_HEADER) != CLIENT_HELLO) {
      return null;
    }
    int end = at + RECORD_HEADER + bytes.getUnsignedShort(at + RECORD_HEADER - 2);
    at += RECORD_HEADER + MESSAGE_HEADER + VERSION_AND_RANDOM;
    at += 1 + bytes.getUnsignedByte(at); // session id
    at += 2 + bytes.getUnsignedShort(at); // ciphers
    at += 1 + bytes.getUnsignedByte(at); // compression
    at += 2;
    while (at + 4 <= end) {
      int length = bytes.getUnsignedShort(at + 2);
      if (bytes.getUnsignedShort(at) == SERVER_NAME) {
        // A list of names, each with a type; the only type is the host name.
        int nameLength = bytes.getUnsignedShort(at + 7);
        return at + 9 + nameLength > end
            ? null
            : bytes.toString(at + 9, nameLength, StandardCharsets.US_ASCII);
      }
      at += 4 + length;
    }
    return null;
  }
}
