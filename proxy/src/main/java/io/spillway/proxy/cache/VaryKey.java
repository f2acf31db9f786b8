package io.spillway.proxy.cache;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.http.HeaderValues;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The secondary key of RFC 9111 section 4.1: what a request says in the headers that responses may
 * vary on, which are Accept-Encoding, Referer and Origin. Immutable.
 */
final class VaryKey {
  private static final HeaderName ORIGIN = HeaderName.of("Origin");
  private static final byte[] ABSENT = new byte[0];

  private static final int ON_ENCODING = 1;
  private static final int ON_REFERER = 2;
  private static final int ON_ORIGIN = 4;

  /** Which of the headers count; of a request all. */
  private final int signature;

  /** What the client accepts; of a stored response what it has. */
  private final int encodings;

  private final byte[] referer;
  private final byte[] origin;

  private VaryKey(int signature, int encodings, byte[] referer, byte[] origin) {
    this.signature = signature;
    this.encodings = encodings;
    this.referer = referer;
    this.origin = origin;
  }

  /** What {@code request} says. */
  static VaryKey of(RequestHead request) {
    return new VaryKey(
        ON_ENCODING | ON_REFERER | ON_ORIGIN,
        Encodings.accepted(request, new HeaderValues()),
        value(request, HeaderName.REFERER),
        value(request, ORIGIN));
  }

  private static byte[] value(Head head, HeaderName name) {
    int line = head.find(name, -1);
    return line < 0
        ? ABSENT
        : Arrays.copyOfRange(head.bytes(), head.valueStart(line), head.valueEnd(line));
  }

  /** Whether {@code response} has a Vary header. */
  static boolean isNeededFor(ResponseHead response) {
    return response.has(HeaderName.VARY);
  }

  /**
   * The key to store {@code response} under, where this is the key of its request.
   *
   * @return null where it must not be stored: it varies on another header, or its coding is unknown
   */
  @Nullable VaryKey of(ResponseHead response) {
    HeaderValues values = new HeaderValues();
    values.over(response, HeaderName.VARY);
    int headers = 0;
    while (values.next()) {
      switch (response.text(values.start(), values.end()).toLowerCase(Locale.ROOT)) {
        case "accept-encoding" -> headers |= ON_ENCODING;
        case "referer" -> headers |= ON_REFERER;
        case "origin" -> headers |= ON_ORIGIN;
        default -> {
          return null;
        }
      }
    }
    int used = Encodings.used(response, values);
    boolean isUnknown = (headers & ON_ENCODING) != 0 && (used & Encodings.UNKNOWN) != 0;
    return headers == 0 || isUnknown ? null : new VaryKey(headers, used, referer, origin);
  }

  /** Whether a response that is stored under this key suits a request of key {@code request}. */
  boolean suits(VaryKey request) {
    return ((signature & ON_ENCODING) == 0 || (encodings & ~request.encodings) == 0)
        && ((signature & ON_REFERER) == 0 || Arrays.equals(referer, request.referer))
        && ((signature & ON_ORIGIN) == 0 || Arrays.equals(origin, request.origin));
  }

  /** Whether responses under this key and {@code other} would suit the same requests. */
  boolean isSameAs(VaryKey other) {
    return signature == other.signature
        && ((signature & ON_ENCODING) == 0 || encodings == other.encodings)
        && ((signature & ON_REFERER) == 0 || Arrays.equals(referer, other.referer))
        && ((signature & ON_ORIGIN) == 0 || Arrays.equals(origin, other.origin));
  }

  /** A number for listings; 0 where none of the headers counts. */
  long number() {
    long sum = signature;
    sum = 31 * sum + ((signature & ON_ENCODING) == 0 ? 0 : encodings);
    sum = 31 * sum + ((signature & ON_REFERER) == 0 ? 0 : Arrays.hashCode(referer));
    return 31 * sum + ((signature & ON_ORIGIN) == 0 ? 0 : Arrays.hashCode(origin));
  }
}
