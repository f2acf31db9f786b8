package io.spillway.net;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is said to a SOCKS4 proxy that is to connect to a server, and what it answers. */
public final class Socks4 {
  /** The length of an answer in bytes. */
  public static final int ANSWER_LENGTH = 8;

  private static final int VERSION = 4;
  private static final int CONNECT = 1;
  private static final int GRANTED = 90;

  /** The user that HAProxy names, which rules of proxies may be about. */
  private static final byte[] USER = "HAProxy\0".getBytes(StandardCharsets.US_ASCII);

  private Socks4() {}

  /** The request to connect to {@code server}; null where that has no address of IPv4. */
  public static byte @Nullable [] request(SocketAddress server) {
    if (!(server instanceof InetSocketAddress inet)
        || !(inet.getAddress() instanceof Inet4Address address)) {
      return null;
    }
    return ByteBuffer.allocate(ANSWER_LENGTH + USER.length)
        .put((byte) VERSION)
        .put((byte) CONNECT)
        .putShort((short) inet.getPort())
        .put(address.getAddress())
        .put(USER)
        .array();
  }

  /**
   * What is wrong with an answer; null where the connection stands.
   *
   * @param version its first byte
   * @param code its second byte
   */
  public static @Nullable String fault(int version, int code) {
    if (version != 0) {
      return "the SOCKS4 proxy answers with something else";
    }
    return (code & 0xff) == GRANTED ? null : "the SOCKS4 proxy refuses with code " + (code & 0xff);
  }
}
