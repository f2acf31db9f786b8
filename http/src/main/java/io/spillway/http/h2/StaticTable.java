package io.spillway.http.h2;

import java.nio.charset.StandardCharsets;

/** The headers that have numbers of their own (RFC 7541 appendix A), from 1 on. Immutable. */
final class StaticTable {
  private static final String[] ENTRIES = {
    ":authority", "",
    ":method", "GET",
    ":method", "POST",
    ":path", "/",
    ":path", "/index.html",
    ":scheme", "http",
    ":scheme", "https",
    ":status", "200",
    ":status", "204",
    ":status", "206",
    ":status", "304",
    ":status", "400",
    ":status", "404",
    ":status", "500",
    "accept-charset", "",
    "accept-encoding", "gzip, deflate",
    "accept-language", "",
    "accept-ranges", "",
    "accept", "",
    "access-control-allow-origin", "",
    "age", "",
    "allow", "",
    "authorization", "",
    "cache-control", "",
    "content-disposition", "",
    "content-encoding", "",
    "content-language", "",
    "content-length", "",
    "content-location", "",
    "content-range", "",
    "content-type", "",
    "cookie", "",
    "date", "",
    "etag", "",
    "expect", "",
    "expires", "",
    "from", "",
    "host", "",
    "if-match", "",
    "if-modified-since", "",
    "if-none-match", "",
    "if-range", "",
    "if-unmodified-since", "",
    "last-modified", "",
    "link", "",
    "location", "",
    "max-forwards", "",
    "proxy-authenticate", "",
    "proxy-authorization", "",
    "range", "",
    "referer", "",
    "refresh", "",
    "retry-after", "",
    "server", "",
    "set-cookie", "",
    "strict-transport-security", "",
    "transfer-encoding", "",
    "user-agent", "",
    "vary", "",
    "via", "",
    "www-authenticate", ""
  };

  /** How many there are. */
  static final int SIZE = ENTRIES.length / 2;

  private static final byte[][] BYTES = new byte[ENTRIES.length][];

  static {
    for (int i = 0; i < ENTRIES.length; i++) {
      BYTES[i] = ENTRIES[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private StaticTable() {}

  /** The name of entry {@code index}, from 1. Not to be changed. */
  static byte[] name(int index) {
    return BYTES[2 * index - 2];
  }

  /** The value of entry {@code index}, from 1; empty where it has none. Not to be changed. */
  static byte[] value(int index) {
    return BYTES[2 * index - 1];
  }
}
