package io.spillway.proxy.balance;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;

/**
 * {@code balance hdr(name)}: the first value of a header.
 *
 * @param name the header
 * @param isDomainOnly whether of a host name only the word before its last dot is hashed ({@code
 *     use_domain_only})
 */
record HeaderKey(HeaderName name, boolean isDomainOnly) implements HashKey {
  @Override
  public long hash(BalanceInput input, HashType type) {
    RequestHead head = input.request();
    int index = head == null ? -1 : head.find(name, -1);
    if (head == null || index < 0) {
      return Balancer.NO_HASH;
    }
    byte[] bytes = head.bytes();
    int start = head.valueStart(index);
    int end = firstElement(bytes, start, head.valueEnd(index));
    if (start == end) {
      return Balancer.NO_HASH;
    }
    if (!isDomainOnly) {
      return type.hash(bytes, start, end);
    }
    int dot = lastDot(bytes, start + 1, end);
    if (dot < 0) {
      return type.hash(bytes, start, end);
    }
    int before = lastDot(bytes, start, dot - 1);
    return type.hash(bytes, before < 0 ? start : before + 1, dot);
  }

  private static int firstElement(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && bytes[i] != ',') {
      i++;
    }
    while (i > start && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t')) {
      i--;
    }
    return i;
  }

  private static int lastDot(byte[] bytes, int start, int end) {
    for (int i = end - 1; i >= start; i--) {
      if (bytes[i] == '.') {
        return i;
      }
    }
    return -1;
  }
}
