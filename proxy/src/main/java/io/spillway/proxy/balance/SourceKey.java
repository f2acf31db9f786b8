package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import java.net.InetAddress;

/** {@code balance source}: the client's address, its 32-bit words combined. */
final class SourceKey implements HashKey {
  @Override
  public long hash(BalanceInput input, HashType type) {
    InetAddress source = input.source();
    if (source == null) {
      return Balancer.NO_HASH;
    }
    byte[] address = source.getAddress();
    int hash = 0;
    for (int i = 0; i < address.length; i += 4) {
      hash ^=
          (address[i] & 0xff) << 24
              | (address[i + 1] & 0xff) << 16
              | (address[i + 2] & 0xff) << 8
              | address[i + 3] & 0xff;
    }
    return type.finish(hash);
  }
}
