package io.spillway.facility.dns;

import java.net.InetAddress;

/**
 * Server cookies, by which a client shows that its address is its own (RFC 7873, in the form of RFC
 * 9018 that servers of different make agree on). Confined to one thread.
 */
final class ServerCookies {
  /** The length of a client's cookie. */
  static final int CLIENT = 8;

  /** The length of a server's cookie. */
  static final int SERVER = 16;

  private static final long MAX_AGE = 3600;
  private static final long MAX_AHEAD = 300;

  private final SipHash hash;
  private final byte[] input = new byte[CLIENT + 8 + 16];

  /** What a server's cookie is worth. */
  enum Worth {
    /** This server, or one with the same secret, did not give it to this client lately. */
    NONE,
    /** It is good. */
    GOOD
  }

  ServerCookies(CookieSecret secret) {
    hash = new SipHash(secret.bytes());
  }

  /**
   * Judges the server's cookie that follows the client's at {@code at}.
   *
   * @param now seconds since 1970
   */
  Worth judge(byte[] message, int at, InetAddress client, long now) {
    int server = at + CLIENT;
    if (message[server] != 1) {
      return Worth.NONE;
    }
    int made =
        (message[server + 4] & 0xff) << 24
            | (message[server + 5] & 0xff) << 16
            | (message[server + 6] & 0xff) << 8
            | (message[server + 7] & 0xff);
    long age = (int) now - made;
    if (age > MAX_AGE || age < -MAX_AHEAD) {
      return Worth.NONE;
    }
    System.arraycopy(message, at, input, 0, CLIENT + 8);
    long expected = hashWith(client);
    long found = 0;
    for (int i = 7; i >= 0; i--) {
      found = found << 8 | (message[server + 8 + i] & 0xff);
    }
    if (expected != found) {
      return Worth.NONE;
    }
    return Worth.GOOD;
  }

  /**
   * Writes the client's cookie and a fresh one of the server's.
   *
   * @param now seconds since 1970
   */
  void write(byte[] message, int clientCookie, InetAddress client, long now, byte[] to, int at) {
    System.arraycopy(message, clientCookie, input, 0, CLIENT);
    input[8] = 1;
    input[9] = 0;
    input[10] = 0;
    input[11] = 0;
    input[12] = (byte) (now >> 24);
    input[13] = (byte) (now >> 16);
    input[14] = (byte) (now >> 8);
    input[15] = (byte) now;
    System.arraycopy(input, 0, to, at, CLIENT + 8);
    long value = hashWith(client);
    for (int i = 0; i < 8; i++) {
      to[at + CLIENT + 8 + i] = (byte) (value >> (8 * i));
    }
  }

  private long hashWith(InetAddress client) {
    byte[] address = client.getAddress();
    System.arraycopy(address, 0, input, CLIENT + 8, address.length);
    return hash.hash(input, CLIENT + 8 + address.length);
  }
}
