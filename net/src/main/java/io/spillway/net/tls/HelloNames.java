package io.spillway.net.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a client's hello asks for (RFC 8446 section 4.1.2). Immutable.
 *
 * @param serverName the host name, in lower case; empty for none (RFC 6066 section 3)
 * @param protocols the application protocols that are offered (RFC 7301 section 3.1)
 */
record HelloNames(String serverName, List<String> protocols) {
  private static final int VERSION_AND_RANDOM = 34;
  private static final int SERVER_NAME = 0;
  private static final int PROTOCOLS = 16;
  private static final HelloNames NOTHING = new HelloNames("", List.of());

  /** Reads a hello, which may be anything; what makes no sense asks for nothing. */
  static HelloNames read(ByteBuf hello) {
    try {
      return extensions(hello.slice().skipBytes(VERSION_AND_RANDOM));
    } catch (IndexOutOfBoundsException e) {
      return NOTHING;
    }
  }

  private static HelloNames extensions(ByteBuf rest) {
    rest.skipBytes(rest.readUnsignedByte()); // the session
    rest.skipBytes(rest.readUnsignedShort()); // cipher suites
    rest.skipBytes(rest.readUnsignedByte()); // compressions
    ByteBuf all = rest.readSlice(rest.readUnsignedShort());
    String name = "";
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
    return new HelloNames(name, protocols);
  }

  private static String name(ByteBuf content) {
    content.skipBytes(2); // the length of the list
    boolean isHost = content.readUnsignedByte() == 0;
    String text =
        content.readSlice(content.readUnsignedShort()).toString(StandardCharsets.US_ASCII);
    return isHost ? text.toLowerCase(Locale.ROOT) : "";
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
