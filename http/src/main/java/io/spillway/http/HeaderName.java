package io.spillway.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A header's name, prepared for comparison by whole words: case does not count. Immutable; made
 * when a configuration is loaded and kept.
 */
public final class HeaderName {
  /** The id of every name that the parser does not recognise. */
  static final int NOT_RECOGNISED = 31;

  static final int HOST_ID = 0;
  static final int CONTENT_LENGTH_ID = 1;
  static final int TRANSFER_ENCODING_ID = 2;
  static final int CONNECTION_ID = 3;
  static final int UPGRADE_ID = 4;
  static final int EXPECT_ID = 5;
  static final int KEEP_ALIVE_ID = 6;
  static final int PROXY_CONNECTION_ID = 7;
  static final int COOKIE_ID = 8;
  static final int X_FORWARDED_FOR_ID = 9;
  static final int TE_ID = 10;

  public static final HeaderName HOST = new HeaderName("Host", HOST_ID);
  public static final HeaderName CONTENT_LENGTH =
      new HeaderName("Content-Length", CONTENT_LENGTH_ID);
  public static final HeaderName TRANSFER_ENCODING =
      new HeaderName("Transfer-Encoding", TRANSFER_ENCODING_ID);
  public static final HeaderName CONNECTION = new HeaderName("Connection", CONNECTION_ID);
  public static final HeaderName UPGRADE = new HeaderName("Upgrade", UPGRADE_ID);
  public static final HeaderName EXPECT = new HeaderName("Expect", EXPECT_ID);
  public static final HeaderName KEEP_ALIVE = new HeaderName("Keep-Alive", KEEP_ALIVE_ID);
  public static final HeaderName PROXY_CONNECTION =
      new HeaderName("Proxy-Connection", PROXY_CONNECTION_ID);
  public static final HeaderName COOKIE = new HeaderName("Cookie", COOKIE_ID);
  public static final HeaderName X_FORWARDED_FOR =
      new HeaderName("X-Forwarded-For", X_FORWARDED_FOR_ID);
  public static final HeaderName X_ORIGINAL_TO = of("X-Original-To");
  public static final HeaderName FORWARDED = of("Forwarded");
  public static final HeaderName SET_COOKIE = of("Set-Cookie");
  public static final HeaderName AUTHORIZATION = of("Authorization");
  public static final HeaderName PROXY_AUTHORIZATION = of("Proxy-Authorization");
  public static final HeaderName LOCATION = of("Location");
  public static final HeaderName CACHE_CONTROL = of("Cache-Control");
  public static final HeaderName CONTENT_TYPE = of("Content-Type");
  public static final HeaderName DATE = of("Date");
  public static final HeaderName SERVER = of("Server");
  public static final HeaderName TE = of("TE");
  public static final HeaderName TRAILER = of("Trailer");
  public static final HeaderName SEC_WEBSOCKET_KEY = of("Sec-WebSocket-Key");
  public static final HeaderName SEC_WEBSOCKET_ACCEPT = of("Sec-WebSocket-Accept");
  public static final HeaderName USER_AGENT = of("User-Agent");
  public static final HeaderName REFERER = of("Referer");
  public static final HeaderName ACCEPT_ENCODING = of("Accept-Encoding");
  public static final HeaderName VARY = of("Vary");
  public static final HeaderName STRICT_TRANSPORT_SECURITY = of("Strict-Transport-Security");

  private final byte[] written;
  private final byte[] lower;
  private final long prefix;
  private final int id;

  private HeaderName(String name, int id) {
    this.written = Ascii.bytes(name);
    this.lower = Ascii.bytes(name.toLowerCase(Locale.ROOT));
    byte[] padded = new byte[Math.max(8, written.length)];
    System.arraycopy(written, 0, padded, 0, written.length);
    this.prefix = Ascii.lowerPrefix(Ascii.word(padded, 0), written.length);
    this.id = id;
  }

  /**
   * The name as a configuration writes it.
   *
   * @param name any bytes as Latin-1 characters; not empty
   */
  public static HeaderName of(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: empty (expected: a header's name)");
    }
    return new HeaderName(name, recognisedId(name.toLowerCase(Locale.ROOT)));
  }

  private static int recognisedId(String lower) {
    return switch (lower) {
      case "host" -> HOST_ID;
      case "content-length" -> CONTENT_LENGTH_ID;
      case "transfer-encoding" -> TRANSFER_ENCODING_ID;
      case "connection" -> CONNECTION_ID;
      case "upgrade" -> UPGRADE_ID;
      case "expect" -> EXPECT_ID;
      case "keep-alive" -> KEEP_ALIVE_ID;
      case "proxy-connection" -> PROXY_CONNECTION_ID;
      case "cookie" -> COOKIE_ID;
      case "x-forwarded-for" -> X_FORWARDED_FOR_ID;
      case "te" -> TE_ID;
      default -> NOT_RECOGNISED;
    };
  }

  /** The name's length in bytes. */
  public int length() {
    return lower.length;
  }

  /** The name as it was written, to be sent. Not to be changed. */
  public byte[] written() {
    return written;
  }

  /** The name in lower case. Not to be changed. */
  public byte[] lower() {
    return lower;
  }

  /** The first eight bytes in lower case, as {@link Ascii#lowerPrefix} makes them. */
  long prefix() {
    return prefix;
  }

  /** The number of a name that the parser recognises, or {@link #NOT_RECOGNISED}. */
  int id() {
    return id;
  }

  /** Whether a range of bytes is this name, whatever its case. */
  public boolean matches(byte[] bytes, int start, int end) {
    return Ascii.equalsIgnoreCase(bytes, start, end, lower);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderName name && Arrays.equals(lower, name.lower);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lower);
  }

  @Override
  public String toString() {
    return new String(written, StandardCharsets.ISO_8859_1);
  }
}
