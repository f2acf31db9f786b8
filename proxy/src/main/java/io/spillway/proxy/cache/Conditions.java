package io.spillway.proxy.cache;

import io.spillway.http.HeaderName;
import io.spillway.http.HeaderValues;
import io.spillway.http.HttpDates;
import io.spillway.http.RequestHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Conditional requests that a stored response can answer (RFC 9110 section 13.2): If-None-Match,
 * and where there is none, If-Modified-Since. Stateless.
 */
final class Conditions {
  private static final HeaderName IF_NONE_MATCH = HeaderName.of("If-None-Match");
  private static final HeaderName IF_MODIFIED_SINCE = HeaderName.of("If-Modified-Since");

  private Conditions() {}

  /** Whether the client has what is stored, so that 304 (Not Modified) is the answer. */
  static boolean areUnmodified(RequestHead request, CachedResponse stored) {
    if (request.has(IF_NONE_MATCH)) {
      return namesTag(request, stored.entityTag());
    }
    int line = request.find(IF_MODIFIED_SINCE, -1);
    if (line < 0) {
      return false;
    }
    long since = HttpDates.parse(request.bytes(), request.valueStart(line), request.valueEnd(line));
    return since != HttpDates.NONE && stored.lastModified() <= since;
  }

  /** Whether If-None-Match has {@code tag}, by weak comparison, or an asterisk. */
  private static boolean namesTag(RequestHead request, byte @Nullable [] tag) {
    HeaderValues values = new HeaderValues();
    values.over(request, IF_NONE_MATCH);
    while (values.next()) {
      byte[] bytes = request.bytes();
      int start = values.start();
      int end = values.end();
      if (end - start == 1 && bytes[start] == '*') {
        return true;
      }
      if (tag != null) {
        int from = opaque(bytes, start, end);
        int own = opaque(tag, 0, tag.length);
        if (Arrays.equals(bytes, from, end, tag, own, tag.length)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where the opaque part of an entity tag begins: after what says that it is a weak one. */
  private static int opaque(byte[] bytes, int start, int end) {
    return end - start > 2 && bytes[start] == 'W' && bytes[start + 1] == '/' ? start + 2 : start;
  }
}
