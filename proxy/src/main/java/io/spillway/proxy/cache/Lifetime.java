package io.spillway.proxy.cache;

import io.spillway.http.HeaderName;
import io.spillway.http.HeaderValues;
import io.spillway.http.HttpDates;
import io.spillway.http.ResponseHead;
import java.util.Locale;

/**
 * What a response's head says about being stored (RFC 9111 sections 3 and 4.2, as HAProxy reads
 * them). One object reads one response after the other. Confined to one loop.
 */
final class Lifetime {
  private static final HeaderName PRAGMA = HeaderName.of("Pragma");
  private static final HeaderName EXPIRES = HeaderName.of("Expires");
  private static final HeaderName ETAG = HeaderName.of("ETag");
  private static final HeaderName LAST_MODIFIED = HeaderName.of("Last-Modified");
  private static final HeaderName AGE = HeaderName.of("Age");

  private final HeaderValues values = new HeaderValues();
  private boolean isForbidden;
  private boolean isPublic;
  private boolean hasLifetime;
  private long seconds;
  private long age;

  /**
   * Reads {@code response}.
   *
   * @param most seconds that a response is used at most
   * @param now seconds since 1970
   */
  void read(ResponseHead response, long most, long now) {
    isForbidden = false;
    isPublic = false;
    hasLifetime = false;
    seconds = most;
    readAge(response);
    values.over(response, PRAGMA);
    while (values.next()) {
      isForbidden |= text(response).equals("no-cache");
    }
    readControl(response, most);
    readExpiry(response, most, now);
  }

  private String text(ResponseHead response) {
    return response.text(values.start(), values.end()).toLowerCase(Locale.ROOT);
  }

  private void readControl(ResponseHead response, long most) {
    long shared = -1;
    long ordinary = -1;
    values.over(response, HeaderName.CACHE_CONTROL);
    while (values.next()) {
      String directive = text(response);
      switch (directive) {
        case "no-cache", "no-store", "private", "max-age=0", "s-maxage=0" -> isForbidden = true;
        case "public" -> isPublic = true;
        default -> {
          isForbidden |= directive.startsWith("no-cache=\"set-cookie");
          if (directive.startsWith("s-maxage=")) {
            shared = number(directive);
          } else if (directive.startsWith("max-age=")) {
            ordinary = number(directive);
          }
        }
      }
    }
    long told = shared >= 0 ? shared : ordinary;
    if (told >= 0) {
      hasLifetime = true;
      seconds = Math.min(told - age, most);
    }
  }

  /** The number behind the equals sign, in quotes or not; 0, which forbids, where it is none. */
  private long number(String directive) {
    String digits = directive.substring(directive.indexOf('=') + 1).replace("\"", "").strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      isForbidden = true;
      return 0;
    }
    return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }

  private void readExpiry(ResponseHead response, long most, long now) {
    int line = response.find(EXPIRES, -1);
    if (line < 0 || hasLifetime) {
      hasLifetime |= response.has(ETAG) || response.has(LAST_MODIFIED);
      return;
    }
    hasLifetime = true;
    long moment =
        HttpDates.parse(response.bytes(), response.valueStart(line), response.valueEnd(line));
    if (moment <= now) {
      isForbidden = true;
    } else {
      seconds = Math.min(moment - now - age, most);
    }
  }

  private void readAge(ResponseHead response) {
    age = 0;
    int line = response.find(AGE, -1);
    if (line < 0) {
      return;
    }
    String digits = response.text(response.valueStart(line), response.valueEnd(line)).strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      isForbidden = true;
    } else {
      age = digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }
  }

  /** Whether the response may be stored; it then is fresh for {@link #seconds}. */
  boolean allowsStoring() {
    return !isForbidden && hasLifetime && seconds > 0;
  }

  /** Whether it may be given to others though its request was authorized. */
  boolean isPublic() {
    return isPublic;
  }

  /** For how many seconds from now on it is fresh. */
  long seconds() {
    return seconds;
  }

  /** How many seconds ago it was made. */
  long age() {
    return age;
  }
}
