package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_BUFFER;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches of the cookie in the first message of the Remote Desktop Protocol ([MS-RDPBCGR] 2.2.1.1):
 * a TPKT header, an X.224 connection request, then {@code Cookie: name=value} and the end of a
 * line. While the message is too short to tell, their values are not known.
 */
public final class RdpCookies {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("rdp_cookie", STRING, REQUEST_BUFFER, "[string]", RdpCookies::value),
          Fetch.of("req.rdp_cookie", STRING, REQUEST_BUFFER, "[string]", RdpCookies::value),
          Fetch.of("rdp_cookie_cnt", INTEGER, REQUEST_BUFFER, "[string]", RdpCookies::count),
          Fetch.of("req.rdp_cookie_cnt", INTEGER, REQUEST_BUFFER, "[string]", RdpCookies::count));

  private static final int TPKT_VERSION = 3;
  private static final int CONNECTION_REQUEST = 0xe0;
  private static final int HEADERS = 11;
  private static final byte[] COOKIE = "cookie:".getBytes(StandardCharsets.US_ASCII);

  /** What a message has in place of a cookie. */
  public enum Missing {
    /** It has none, or one of another name. */
    ABSENT,
    /** It is too short to tell. */
    INCOMPLETE
  }

  private RdpCookies() {}

  private static Fetcher value(CallArguments arguments) {
    byte[] name = arguments.bytes(0);
    return (evaluation, into) -> {
      ByteSlice message = evaluation.requestBytes();
      ByteSlice value = new ByteSlice();
      Missing missing = message == null ? Missing.INCOMPLETE : find(message, name, value);
      if (missing == Missing.INCOMPLETE) {
        into.markMayChange();
      }
      return missing == null && into.string(value.array(), value.offset(), value.length());
    };
  }

  private static Fetcher count(CallArguments arguments) {
    byte[] name = arguments.bytes(0);
    return (evaluation, into) -> {
      ByteSlice message = evaluation.requestBytes();
      Missing missing = message == null ? Missing.INCOMPLETE : find(message, name, new ByteSlice());
      if (missing == Missing.INCOMPLETE) {
        into.markMayChange();
        return false;
      }
      return into.integer(missing == null ? 1 : 0);
    };
  }

  /**
   * Finds the cookie of {@code message}.
   *
   * @param name its name in any case; empty for any
   * @param value where to put its value
   * @return null where it was found
   */
  public static @Nullable Missing find(ByteSlice message, byte[] name, ByteSlice value) {
    byte[] bytes = message.array();
    int start = message.offset();
    int end = start + message.length();
    if (message.length() <= HEADERS) {
      return Missing.INCOMPLETE;
    }
    if (bytes[start] != TPKT_VERSION
        || bytes[start + 1] != 0
        || (bytes[start + 5] & 0xff) != CONNECTION_REQUEST) {
      return Missing.ABSENT;
    }
    int at = start + HEADERS;
    if (end - at <= COOKIE.length) {
      return Missing.INCOMPLETE;
    }
    if (!matches(bytes, at, COOKIE)) {
      return Missing.ABSENT;
    }
    at += COOKIE.length;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    if (end - at <= name.length) {
      return Missing.INCOMPLETE;
    }
    if (name.length > 0 && (!matches(bytes, at, name) || bytes[at + name.length] != '=')) {
      return Missing.ABSENT;
    }
    int line = at;
    while (line < end && bytes[line] != '\r') {
      line++;
    }
    if (end - line < 2) {
      return Missing.INCOMPLETE;
    }
    int equals = at;
    while (equals < line && bytes[equals] != '=') {
      equals++;
    }
    if (bytes[line + 1] != '\n' || equals == line) {
      return Missing.ABSENT;
    }
    value.set(bytes, equals + 1, line - equals - 1);
    return null;
  }

  private static boolean matches(byte[] bytes, int at, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (Character.toLowerCase(bytes[at + i]) != Character.toLowerCase(word[i])) {
        return false;
      }
    }
    return true;
  }
}
