package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import io.spillway.rules.fetch.RdpCookies;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;

/** {@code balance rdp-cookie}: the value of a cookie of the Remote Desktop Protocol. */
final class RdpCookieKey implements HashKey {
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
    ByteSlice message = new ByteSlice().set(bytes, 0, bytes.length);
    ByteSlice value = new ByteSlice();
    return RdpCookies.find(message, name, value) == null
        ? type.hash(value.array(), value.offset(), value.offset() + value.length())
        : Balancer.NO_HASH;
  }
}
