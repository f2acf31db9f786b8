package io.spillway.proxy.cache;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.http.HeaderValues;
import java.util.Locale;

/**
 * Content codings as sets of bits, for responses that vary on Accept-Encoding (RFC 9110 sections
 * 8.4.1 and 12.5.3; the names are those of IANA's registry). Stateless.
 */
final class Encodings {
  /** A coding that the registry does not have. */
  static final int UNKNOWN = 1 << 30;

  /** No coding at all. */
  static final int IDENTITY = 1;

  private static final int ALL = IDENTITY | names();
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");

  private Encodings() {}

  private static int names() {
    return bit("gzip")
        | bit("deflate")
        | bit("br")
        | bit("compress")
        | bit("aes128gcm")
        | bit("exi")
        | bit("pack200-gzip")
        | bit("zstd")
        | bit("dcb")
        | bit("dcz");
  }

  private static int bit(String name) {
    return switch (name) {
      case "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> 1 << 1;
      case "deflate" -> 1 << 2;
      case "br" -> 1 << 3;
      case "compress", "x-compress" -> 1 << 4;
      case "aes128gcm" -> 1 << 5;
      case "exi" -> 1 << 6;
      case "pack200-gzip" -> 1 << 7;
      case "zstd" -> 1 << 8;
      case "dcb" -> 1 << 9;
      case "dcz" -> 1 << 10;
      default -> UNKNOWN;
    };
  }

  /**
   * The codings that a client accepts. Without Accept-Encoding those are all; identity always is,
   * unless it is named with a weight of zero.
   */
  static int accepted(Head request, HeaderValues values) {
    values.over(request, HeaderName.ACCEPT_ENCODING);
    int accepted = 0;
    int refused = 0;
    boolean named = false;
    boolean star = false;
    while (values.next()) {
      named = true;
      String value = request.text(values.start(), values.end());
      int semicolon = value.indexOf(';');
      String name = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
      boolean isZero = semicolon >= 0 && isZero(value.substring(semicolon + 1));
      if (name.equals("*")) {
        star |= !isZero;
      } else {
        int bit = bit(name.toLowerCase(Locale.ROOT));
        accepted |= isZero ? 0 : bit;
        refused |= isZero ? bit : 0;
      }
    }
    if (!named || star) {
      accepted |= ALL;
    }
    return (accepted | IDENTITY) & ~(refused & ~UNKNOWN);
  }

  private static boolean isZero(String parameters) {
    String weight = parameters.replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT);
    return weight.startsWith("q=0") && weight.substring("q=0".length()).matches("\\.?0*(;.*)?");
  }

  /** The codings of a response, with {@link #UNKNOWN} where there is one that nobody knows. */
  static int used(Head response, HeaderValues values) {
    values.over(response, CONTENT_ENCODING);
    int used = 0;
    while (values.next()) {
      used |= bit(response.text(values.start(), values.end()).toLowerCase(Locale.ROOT));
    }
    return used == 0 ? IDENTITY : used;
  }
}
