package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import java.nio.charset.StandardCharsets;

/**
 * {@code balance rdp-cookie}: the value of a cookie in the first message of the Remote Desktop
 * Protocol ([MS-RDPBCGR] 2.2.1.1): a TPKT header, an X.224 connection request, then {@code Cookie:
 * name=value} and the end of a line.
 */
final class RdpCookieKey implements HashKey {
  private static final int TPKT_VERSION = 3;
  private static final int CONNECTION_REQUEST = 0xe0;
  private static final int HEADERS = 11;
  private static final byte[] COOKIE = "cookie:".getBytes(StandardCharsets.US_ASCII);

  private final byte[] name;

  /**
   * A key.
   *
   * @param name the cookie's name, {@code mstshash} as a rule; case does not matter
   */
  RdpCookieKey(String name) {
    this.name = name.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long hash(BalanceInput input, HashType type) {
    byte[] bytes = input.buffered();
    if (bytes.length < HEADERS
        || bytes[0] != TPKT_VERSION
        || bytes[1] != 0
        || (bytes[5] & 0xff) != CONNECTION_REQUEST) {
      return Balancer.NO_HASH;
    }
    int start = HEADERS;
    if (!matches(bytes, start, COOKIE)) {
      return Balancer.NO_HASH;
    }
    start += COOKIE.length;
    while (start < bytes.length && bytes[start] == ' ') {
      start++;
    }
    int value = start + name.length + 1;
    if (!matches(bytes, start, name) || value > bytes.length || bytes[value - 1] != '=') {
      return Balancer.NO_HASH;
    }
    for (int end = value; end + 1 < bytes.length; end++) {
      if (bytes[end] == '\r' && bytes[end + 1] == '\n') {
        return type.hash(bytes, value, end);
      }
    }
    return Balancer.NO_HASH;
  }

  private static boolean matches(byte[] bytes, int at, byte[] word) {
    if (at + word.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (Character.toLowerCase(bytes[at + i]) != Character.toLowerCase(word[i])) {
        return false;
      }
    }
    return true;
  }
}
