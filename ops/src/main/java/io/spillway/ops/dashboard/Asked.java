package io.spillway.ops.dashboard;

import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request says, taken out of its head. Immutable.
 *
 * @param name the last part of its path
 * @param parameters what its query says
 * @param user who it says that it is from, or the empty string
 * @param password what it says to prove it
 * @param token what proves that the dashboard's own page sent it, or the empty string
 * @param isForeign whether the browser says that a page of another site sent it
 * @param takesGzip whether it takes a compressed answer
 */
record Asked(
    Method method,
    String name,
    Map<String, String> parameters,
    String user,
    byte[] password,
    String token,
    boolean isForeign,
    boolean takesGzip) {
  private static final HeaderName TOKEN = HeaderName.of("X-Dashboard-Token");
  private static final HeaderName ORIGIN = HeaderName.of("Origin");
  private static final HeaderName FETCH_SITE = HeaderName.of("Sec-Fetch-Site");

  static Asked of(RequestHead head) {
    String uri = head.text(head.pathStart(), head.uriEnd());
    int mark = uri.indexOf('?');
    String path = mark < 0 ? uri : uri.substring(0, mark);
    String[] credentials = credentials(value(head, HeaderName.AUTHORIZATION));
    return new Asked(
        head.method(),
        path.substring(path.lastIndexOf('/') + 1),
        form(mark < 0 ? "" : uri.substring(mark + 1)),
        credentials[0],
        credentials[1].getBytes(StandardCharsets.ISO_8859_1),
        value(head, TOKEN),
        isForeign(value(head, FETCH_SITE), value(head, ORIGIN), value(head, HeaderName.HOST)),
        value(head, HeaderName.ACCEPT_ENCODING).contains("gzip"));
  }

  private static String value(RequestHead head, HeaderName name) {
    int header = head.find(name, -1);
    return header < 0 ? "" : head.text(head.valueStart(header), head.valueEnd(header));
  }

  /** Name and password of HTTP's basic authentication (RFC 7617); empty where there are none. */
  private static String[] credentials(String header) {
    String decoded = "";
    if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        byte[] bytes = Base64.getDecoder().decode(header.substring(6).strip());
        decoded = new String(bytes, StandardCharsets.ISO_8859_1);
      } catch (IllegalArgumentException e) {
        decoded = "";
      }
    }
    int colon = decoded.indexOf(':');
    return colon < 0
        ? new String[] {"", ""}
        : new String[] {decoded.substring(0, colon), decoded.substring(colon + 1)};
  }

  private static boolean isForeign(String site, String origin, String host) {
    if (!site.isEmpty() && !site.equals("same-origin")) {
      return true;
    }
    int scheme = origin.indexOf("://");
    return !origin.isEmpty()
        && !(scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host));
  }

  /** The pairs of a form, or of a query; the last of each name holds. */
  static Map<String, String> form(String text) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return pairs;
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  String parameter(String key) {
    return parameters.getOrDefault(key, "");
  }

  long number(String key) {
    try {
      return Long.parseLong(parameter(key));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
