package io.spillway.http;

/** Judges the less common spellings of a start line's version (RFC 9112 section 2.3). */
final class VersionText {
  private static final int HTTP = (int) Ascii.word("HTTP");
  private static final int RTSP = (int) Ascii.word("RTSP");

  private VersionText() {}

  /**
   * What a version other than {@code HTTP/1.1} and {@code HTTP/1.0} counts as.
   *
   * @return 1 for everything from HTTP/1.1 on, 0 for what is below, -1 for what is no version
   */
  static int minor(byte[] bytes, int start, int end, boolean relaxed) {
    int protocol = end - start >= 8 ? Ascii.halfWord(bytes, start) : 0;
    boolean exact =
        end - start == 8
            && bytes[start + 4] == '/'
            && Ascii.isDigit(bytes[start + 5])
            && bytes[start + 6] == '.'
            && Ascii.isDigit(bytes[start + 7]);
    if (exact && protocol == HTTP) {
      return isAbove10(bytes, start) ? 1 : 0;
    }
    if (exact && protocol == RTSP) {
      return relaxed ? 0 : -1;
    }
    if (!relaxed) {
      return -1;
    }
    for (int i = start; i < end; i++) {
      if ("HTPRSI/.CA0123456789".indexOf(bytes[i]) < 0) {
        return -1;
      }
    }
    return exact && isAbove10(bytes, start) ? 1 : 0;
  }

  private static boolean isAbove10(byte[] bytes, int start) {
    return bytes[start + 5] > '1' || (bytes[start + 5] == '1' && bytes[start + 7] > '0');
  }
}
