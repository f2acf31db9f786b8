package io.spillway.http;

/**
 * The parts of a request target (RFC 9112 section 3.2), found on demand. Belongs to a request's
 * head and is confined with it.
 */
final class RequestTarget {
  /** Equal to the end when there is no path: after an authority alone, or in any unknown form. */
  int pathStart;

  int pathEnd;

  /** After the question mark; one more than the target's end when there is none. */
  int queryStart;

  int authorityStart;
  int authorityEnd;

  private boolean found;

  void clear() {
    found = false;
  }

  RequestTarget find(byte[] bytes, int start, int end) {
    if (!found) {
      found = true;
      locate(bytes, start, end);
    }
    return this;
  }

  private void locate(byte[] bytes, int start, int end) {
    int question = start;
    while (question < end && bytes[question] != '?') {
      question++;
    }
    queryStart = question + 1;
    authorityStart = start;
    authorityEnd = start;
    pathStart = start;
    byte first = start < end ? bytes[start] : 0;
    if (first != '/') {
      pathStart = question;
      if (first != '*') {
        authorityStart = afterScheme(bytes, start, end);
        authorityEnd = authorityStart;
        while (authorityEnd < end && bytes[authorityEnd] != '/') {
          authorityEnd++;
        }
        if (authorityStart > start && authorityEnd < end) {
          pathStart = authorityEnd;
        }
      }
    }
    pathEnd = Math.max(pathStart, question);
  }

  /** The offset after {@code scheme://}, or the start where there is none. */
  private static int afterScheme(byte[] bytes, int start, int end) {
    int p = start;
    byte first = Ascii.lower(bytes[p]);
    if (first < 'a' || first > 'z') {
      return start;
    }
    while (p < end && isSchemeByte(bytes[p])) {
      p++;
    }
    boolean slashes = p + 2 < end && bytes[p] == ':' && bytes[p + 1] == '/' && bytes[p + 2] == '/';
    return slashes ? p + 3 : start;
  }

  private static boolean isSchemeByte(byte b) {
    byte lower = Ascii.lower(b);
    return (lower >= 'a' && lower <= 'z') || Ascii.isDigit(b) || b == '+' || b == '-' || b == '.';
  }
}
