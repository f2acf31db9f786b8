package io.spillway.proxy.balance;

import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import java.nio.charset.StandardCharsets;

/** {@code balance url_param}: the value of a parameter of the query, or of a posted form. */
final class UrlParameterKey implements HashKey {
  private final byte[] name;
  private final boolean checksPost;

  /**
   * A key.
   *
   * @param name the parameter's name, as it stands in the query
   * @param checksPost whether the body of a POST is searched where the query has no such parameter
   */
  UrlParameterKey(String name, boolean checksPost) {
    this.name = name.getBytes(StandardCharsets.UTF_8);
    this.checksPost = checksPost;
  }

  @Override
  public long hash(BalanceInput input, HashType type) {
    RequestHead head = input.request();
    if (head == null) {
      return Balancer.NO_HASH;
    }
    long hash = find(head.bytes(), head.queryStart(), head.queryEnd(), type);
    if (hash != Balancer.NO_HASH || !checksPost || head.method() != Method.POST) {
      return hash;
    }
    byte[] body = input.buffered();
    return find(body, 0, body.length, type);
  }

  private long find(byte[] bytes, int start, int end, HashType type) {
    for (int i = start; i < end; i = next(bytes, i, end)) {
      int value = i + name.length;
      if (value < end && bytes[value] == '=' && isName(bytes, i)) {
        return type.hash(bytes, value + 1, valueEnd(bytes, value + 1, end));
      }
    }
    return Balancer.NO_HASH;
  }

  private boolean isName(byte[] bytes, int at) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static int valueEnd(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end && bytes[i] != '&') {
      i++;
    }
    return i;
  }

  private static int next(byte[] bytes, int start, int end) {
    return Math.min(valueEnd(bytes, start, end) + 1, end);
  }
}
