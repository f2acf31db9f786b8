package io.spillway.proxy.balance;

import io.spillway.http.RequestHead;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;

/**
 * {@code balance uri}: the request target up to the query.
 *
 * @param isWhole whether the query is hashed too
 * @param isPathOnly whether scheme and authority are left out
 * @param length how many bytes are looked at; 0 for all
 * @param depth how many directories are looked at; 0 for all
 */
record UriKey(boolean isWhole, boolean isPathOnly, int length, int depth) implements HashKey {
  @Override
  public long hash(BalanceInput input, HashType type) {
    RequestHead head = input.request();
    if (head == null) {
      return Balancer.NO_HASH;
    }
    int start = isPathOnly ? head.pathStart() : head.uriStart();
    int end = head.uriEnd();
    if (length > 0) {
      end = Math.min(end, start + length);
    }
    return type.hash(head.bytes(), start, cut(head.bytes(), start, end));
  }

  private int cut(byte[] bytes, int start, int end) {
    int slashes = 0;
    for (int i = start; i < end; i++) {
      if (bytes[i] == '/') {
        slashes++;
        if (slashes == depth + 1 && depth > 0) {
          return i;
        }
      } else if (bytes[i] == '?' && !isWhole) {
        return i;
      }
    }
    return end;
  }
}
