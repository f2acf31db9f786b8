package io.spillway.proxy.persistence;

import io.spillway.http.HeaderName;
import io.spillway.http.HeaderValues;
import io.spillway.http.Method;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;

/**
 * Whether a shared cache may keep a response, as far as its head says so (RFC 9111, section 3).
 * Stateless.
 */
final class Cacheability {
  private static final HeaderName PRAGMA = HeaderName.of("Pragma");
  private static final HeaderName EXPIRES = HeaderName.of("Expires");
  private static final HeaderName ETAG = HeaderName.of("ETag");
  private static final HeaderName LAST_MODIFIED = HeaderName.of("Last-Modified");

  private static final byte[] PUBLIC = ascii("public");
  private static final byte[] NO_CACHE = ascii("no-cache");
  private static final byte[] LIFETIME = ascii("max-age");
  private static final byte[] SHARED_LIFETIME = ascii("s-maxage");
  private static final byte[][] PROHIBITIONS = {
    ascii("private"), NO_CACHE, ascii("no-store"), ascii("max-age=0"), ascii("s-maxage=0")
  };

  private Cacheability() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the response to a request of that method may be kept. */
  static boolean isCacheable(ResponseHead head, Method method) {
    HeaderValues values = new HeaderValues();
    values.over(head, PRAGMA);
    if (values.next() && equals(head, values.start(), values.end(), NO_CACHE)) {
      return false;
    }
    boolean cacheable = isKeptByDefault(method) && isKeptByDefault(head.status());
    boolean hasLifetime = false;
    values.over(head, HeaderName.CACHE_CONTROL);
    while (values.next()) {
      int start = values.start();
      int end = values.end();
      if (equals(head, start, end, PUBLIC)) {
        cacheable = true;
      } else if (isProhibition(head, start, end)) {
        cacheable = false;
      } else {
        hasLifetime |= begins(head, start, end, LIFETIME);
        hasLifetime |= begins(head, start, end, SHARED_LIFETIME);
      }
    }
    return cacheable
        && (hasLifetime || head.has(EXPIRES) || head.has(ETAG) || head.has(LAST_MODIFIED));
  }

  private static boolean isKeptByDefault(Method method) {
    return switch (method) {
      case GET, HEAD, OPTIONS, TRACE -> true;
      default -> false;
    };
  }

  private static boolean isKeptByDefault(int status) {
    return switch (status) {
      case 200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501 -> true;
      default -> false;
    };
  }

  private static boolean isProhibition(ResponseHead head, int start, int end) {
    for (byte[] prohibition : PROHIBITIONS) {
      if (equals(head, start, end, prohibition)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equals(ResponseHead head, int start, int end, byte[] lower) {
    return end - start == lower.length && begins(head, start, end, lower);
  }

  private static boolean begins(ResponseHead head, int start, int end, byte[] lower) {
    if (end - start < lower.length) {
      return false;
    }
    byte[] bytes = head.bytes();
    for (int i = 0; i < lower.length; i++) {
      int letter = bytes[start + i];
      if ((letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter) != lower[i]) {
        return false;
      }
    }
    return true;
  }
}
