package io.spillway.net.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the first message of a client asks for (RFC 8446, section 4.1.2). Immutable.
 *
 * @param serverName the host name, in lower case; null for none (RFC 6066 section 3)
 * @param protocols the application protocols that are offered (RFC 7301 section 3.1)
 */
public record ClientHello(@Nullable String serverName, List<String> protocols) {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM = 34;
  private static final int SERVER_NAME = 0;
  private static final int PROTOCOLS = 16;
  private static final int MAX_RECORD = 16384;
  private static final ClientHello NOTHING = new ClientHello(null, List.of());

  /**
   * Whether what the client asks for can be told by now. A hello that goes on in a second record is
   * awaited no longer: it is taken to ask for nothing.
   *
   * @param bytes what the client has sent
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

  /** Reads what a client has sent, which may be anything; what makes no sense asks for nothing. */
  public static ClientHello ofRecord(ByteBuf bytes) {
    try {
      ByteBuf rest = bytes.slice();
      if (rest.readUnsignedByte() != HANDSHAKE) {
        return NOTHING;
      }
      rest.skipBytes(2); // the version
      ByteBuf message = rest.readSlice(rest.readUnsignedShort());
      boolean isHello = message.readUnsignedByte() == CLIENT_HELLO;
      return isHello ? ofMessage(message.skipBytes(MESSAGE_HEADER - 1)) : NOTHING;
    } catch (IndexOutOfBoundsException e) {
      return NOTHING; // lengths that lie; the library refuses the hello
    }
  }

  /** As {@link #ofRecord}, of a hello without the headers of its record and message. */
  static ClientHello ofMessage(ByteBuf hello) {
    try {
      return extensions(hello.slice().skipBytes(VERSION_AND_RANDOM));
    } catch (IndexOutOfBoundsException e) {
      return NOTHING;
    }
  }

  private static ClientHello extensions(ByteBuf rest) {
    rest.skipBytes(rest.readUnsignedByte()); // the session
    rest.skipBytes(rest.readUnsignedShort()); // cipher suites
    rest.skipBytes(rest.readUnsignedByte()); // compressions
    ByteBuf all = rest.readSlice(rest.readUnsignedShort());
    String name = null;
    List<String> protocols = List.of();
    while (all.isReadable()) {
      int type = all.readUnsignedShort();
      ByteBuf content = all.readSlice(all.readUnsignedShort());
      if (type == SERVER_NAME) {
        name = name(content);
      } else if (type == PROTOCOLS) {
        protocols = protocols(content);
      }
    }
    return new ClientHello(name, protocols);
  }

  private static @Nullable String name(ByteBuf content) {
    content.skipBytes(2); // the length of the list
    boolean isHost = content.readUnsignedByte() == 0;
    String text =
        content.readSlice(content.readUnsignedShort()).toString(StandardCharsets.US_ASCII);
    return isHost && !text.isEmpty() ? text.toLowerCase(Locale.ROOT) : null;
  }

  private static List<String> protocols(ByteBuf content) {
    content.skipBytes(2); // the length of the list
    List<String> all = new ArrayList<>();
    while (content.isReadable()) {
      all.add(content.readSlice(content.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
    }
    return all;
  }
}
