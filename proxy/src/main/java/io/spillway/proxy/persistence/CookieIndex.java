package io.spillway.proxy.persistence;

import io.spillway.proxy.server.Server;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds servers by the values of their cookies, those of the same value in the configuration's
 * order. Immutable; one look-up costs one pass over the value.
 */
final class CookieIndex {
  private static final int NONE = -1;

  private final Server[] servers;
  private final byte[] @Nullable [] values;
  private final int[] buckets;
  private final int[] following;

  CookieIndex(List<Server> all) {
    servers = all.toArray(Server[]::new);
    values = new byte[servers.length][];
    following = new int[servers.length];
    buckets = new int[Integer.highestOneBit(Math.max(1, servers.length)) * 2];
    Arrays.fill(buckets, NONE);
    for (int i = servers.length - 1; i >= 0; i--) {
      byte[] value = servers[i].cookie();
      if (value != null) {
        values[i] = value;
        int bucket = bucket(value, 0, value.length);
        following[i] = buckets[bucket];
        buckets[bucket] = i;
      }
    }
  }

  private int bucket(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    return (hash ^ hash >>> 16) & buckets.length - 1;
  }

  /** The place of the first server with that value, or a negative number. */
  int first(byte[] bytes, int start, int end) {
    return matching(buckets[bucket(bytes, start, end)], bytes, start, end);
  }

  /** The place of the next server with that value after {@code place}, or a negative number. */
  int next(int place, byte[] bytes, int start, int end) {
    return matching(following[place], bytes, start, end);
  }

  private int matching(int from, byte[] bytes, int start, int end) {
    int place = from;
    while (place >= 0) {
      byte[] value = values[place];
      if (value != null && Arrays.equals(value, 0, value.length, bytes, start, end)) {
        return place;
      }
      place = following[place];
    }
    return NONE;
  }

  /** The server at {@code place}. */
  Server server(int place) {
    return servers[place];
  }
}
