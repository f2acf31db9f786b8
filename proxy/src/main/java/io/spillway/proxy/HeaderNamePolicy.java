package io.spillway.proxy;

import io.spillway.http.RequestHead;

/**
 * What becomes of requests with header names of other characters than letters, digits and hyphens
 * ({@code option http-restrict-req-hdr-names}). Such names mean the same as others to programs that
 * turn both {@code _} and {@code -} into one character.
 */
public enum HeaderNamePolicy {
  /** They are passed on. */
  PRESERVE,
  /** The headers are taken out. */
  DELETE,
  /** The requests are refused. */
  REJECT;

  /** Applies it to {@code request}; false where that is to be refused. */
  public boolean admits(RequestHead request) {
    if (this == PRESERVE) {
      return true;
    }
    // Removing never renumbers: a removed header keeps its index.
    for (int i = 0; i < request.headerCount(); i++) {
      if (!request.isRemoved(i) && isUnusual(request, i)) {
        if (this == REJECT) {
          return false;
        }
        request.remove(i);
      }
    }
    return true;
  }

  private static boolean isUnusual(RequestHead request, int index) {
    byte[] bytes = request.bytes();
    for (int i = request.nameStart(index); i < request.nameEnd(index); i++) {
      int c = bytes[i];
      boolean usual =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
      if (!usual) {
        return true;
      }
    }
    return false;
  }
}
