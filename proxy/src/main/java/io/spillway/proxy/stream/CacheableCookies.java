package io.spillway.proxy.stream;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Finds responses that set a cookie and that a cache on the way to the client might keep: what
 * {@code option checkcache} is against (configuration manual, chapter 4.2). Stateless.
 */
final class CacheableCookies {
  private static final HeaderName SET_COOKIE = HeaderName.of("set-cookie");
  private static final HeaderName CACHE_CONTROL = HeaderName.of("cache-control");
  private static final HeaderName PRAGMA = HeaderName.of("pragma");
  private static final Set<Integer> CACHEABLE =
      Set.of(200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501);
  private static final Set<Method> SAFE =
      Set.of(Method.GET, Method.HEAD, Method.OPTIONS, Method.TRACE);
  private static final Set<String> UNCACHEABLE =
      Set.of("private", "no-store", "no-cache", "max-age=0", "s-maxage=0");

  private CacheableCookies() {}

  /** Whether {@code response} has a cookie that a cache might keep. */
  static boolean isIn(RequestHead request, ResponseHead response) {
    if (!response.has(SET_COOKIE)) {
      return false;
    }
    boolean isCacheable = CACHEABLE.contains(response.status()) && SAFE.contains(request.method());
    for (int i = response.find(PRAGMA, -1); i >= 0; i = response.find(PRAGMA, i)) {
      for (String value : values(response, i)) {
        if (value.equals("no-cache")) {
          return false;
        }
      }
    }
    for (int i = response.find(CACHE_CONTROL, -1); i >= 0; i = response.find(CACHE_CONTROL, i)) {
      for (String value : values(response, i)) {
        if (UNCACHEABLE.contains(value)
            || value.equals("no-cache=\"set-cookie\"")
            || value.startsWith("no-cache=\"set-cookie,")) {
          return false;
        }
        isCacheable |= value.equals("public");
      }
    }
    return isCacheable;
  }

  /** The values of a line, those between quotes not taken apart. */
  private static String[] values(Head head, int index) {
    int start = head.valueStart(index);
    String line =
        new String(head.bytes(), start, head.valueEnd(index) - start, StandardCharsets.ISO_8859_1);
    String[] values = line.toLowerCase(Locale.ROOT).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i].strip();
    }
    return values;
  }
}
