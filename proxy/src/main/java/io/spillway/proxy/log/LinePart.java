package io.spillway.proxy.log;

import io.spillway.rules.Captures;
import io.spillway.rules.sample.ByteSlice;

/** The parts of a request line that logs show alone. */
enum LinePart {
  METHOD,
  URI,
  PATH,
  PATH_ONLY,
  QUERY,
  VERSION;

  /** Points {@code slice} to the part; false where the line does not have it. */
  boolean find(Captures captures, ByteSlice slice) {
    return switch (this) {
      case METHOD -> captures.method(slice) != null;
      case VERSION -> captures.version(slice) != null;
      case URI -> captures.uri(slice) != null;
      case PATH -> captures.uri(slice) != null && narrow(slice, 0, query(slice));
      case PATH_ONLY -> captures.uri(slice) != null && narrow(slice, path(slice), query(slice));
      case QUERY -> captures.uri(slice) != null && narrow(slice, query(slice), slice.length());
    };
  }

  private static boolean narrow(ByteSlice slice, int from, int to) {
    slice.set(slice.array(), slice.offset() + from, Math.max(0, to - from));
    return true;
  }

  /** Where the question mark stands, or the end. */
  private static int query(ByteSlice uri) {
    return indexOf(uri, '?', 0);
  }

  /** Where the path begins after scheme and authority, or the end. */
  private static int path(ByteSlice uri) {
    int start = indexOf(uri, '/', 0);
    boolean absolute =
        start > 0
            && start + 1 < uri.length()
            && at(uri, start - 1) == ':'
            && at(uri, start + 1) == '/';
    return absolute ? indexOf(uri, '/', start + 2) : start;
  }

  private static int indexOf(ByteSlice uri, char wanted, int from) {
    int i = from;
    while (i < uri.length() && at(uri, i) != wanted) {
      i++;
    }
    return i;
  }

  private static byte at(ByteSlice uri, int index) {
    return uri.array()[uri.offset() + index];
  }
}
