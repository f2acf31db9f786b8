package io.spillway.http;

/** Judges the less common spellings of a start line's version (RFC 9112 section 2.3). */
final class VersionText {
  private static final int HTTP = (int) Ascii.word("HTTP");

  private VersionText() {}

  /**
   * What a version other than {@code HTTP/1.1} and {@code HTTP/1.0} counts as.
   *
   * @param anyProtocol whether another protocol's name may stand for HTTP, as some servers have it
   * @param anyForm whether the name and the numbers may have other lengths than they should
   * @return 1 for everything from HTTP/1.1 on, 0 for what is below, -1 for what is no version
   */
  static int minor(byte[] bytes, int start, int end, boolean anyProtocol, boolean anyForm) {
    boolean exact =
        end - start == 8
            && bytes[start + 4] == '/'
            && Ascii.isDigit(bytes[start + 5])
            && bytes[start + 6] == '.'
            && Ascii.isDigit(bytes[start + 7]);
    boolean known = exact && (anyProtocol || anyForm || Ascii.halfWord(bytes, start) == HTTP);
    if (!known && !anyForm) {
      return -1;
    }
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (!Ascii.isDigit(b) && (b < 'A' || b > 'Z') && b != '/' && b != '.') {
        return -1;
      }
    }
    return exact && isAbove10(bytes, start) ? 1 : 0;
  }

  private static boolean isAbove10(byte[] bytes, int start) {
    return bytes[start + 5] > '1' || (bytes[start + 5] == '1' && bytes[start + 7] > '0');
  }
}
