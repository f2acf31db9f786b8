package io.spillway.http;

/**
 * The parts of a request target (RFC 9112 section 3.2), found on demand. Belongs to a request's
 * head and is confined with it.
 */
final class RequestTarget {
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
    authorityStart = start;
    authorityEnd = start;
    int path = start;
    if (start < end && bytes[start] != '/' && bytes[start] != '*') {
      int p = start;
      while (p < end && bytes[p] != ':' && bytes[p] != '/' && bytes[p] != '?') {
        p++;
      }
      if (p + 2 < end && bytes[p] == ':' && bytes[p + 1] == '/' && bytes[p + 2] == '/') {
        authorityStart = p + 3;
      }
      p = authorityStart;
      while (p < end && bytes[p] != '/' && bytes[p] != '?') {
        p++;
      }
      authorityEnd = p;
      path = p;
    }
    int p = path;
    while (p < end && bytes[p] != '?') {
      p++;
    }
    pathStart = path;
    pathEnd = p;
    queryStart = p + 1;
  }
}
