package io.spillway.http.h2;

/** Which bytes may stand where in a field (RFC 9113 section 8.2.1, RFC 3986). Thread-safe. */
final class FieldBytes {
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] NAME = new boolean[256];

  static {
    for (int i = 0; i < 256; i++) {
      boolean lower = (i >= 'a' && i <= 'z') || (i >= '0' && i <= '9');
      NAME[i] = lower || (i != 0 && "!#$%&'*+-.^_`|~".indexOf(i) >= 0);
      TOKEN[i] = NAME[i] || (i >= 'A' && i <= 'Z');
    }
  }

  private FieldBytes() {}

  /** Whether a byte may stand in a field's name: in a token without upper case. */
  static boolean isNameByte(byte b) {
    return NAME[b & 0xff];
  }

  /** Whether a byte may not stand in a field's value. */
  static boolean endsValue(byte b) {
    return b == 0 || b == '\r' || b == '\n';
  }

  static boolean isToken(TextRange text) {
    for (int i = 0; i < text.length(); i++) {
      if (!TOKEN[text.at(i) & 0xff]) {
        return false;
      }
    }
    return text.length() > 0;
  }

  /** Whether a text is a URI's scheme. */
  static boolean isScheme(TextRange text) {
    for (int i = 0; i < text.length(); i++) {
      byte b = text.at(i);
      boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      boolean other = (b >= '0' && b <= '9') || b == '+' || b == '-' || b == '.';
      if (!letter && !(i > 0 && other)) {
        return false;
      }
    }
    return text.length() > 0;
  }

  /** Whether a text holds what ends an authority in a URI. */
  static boolean endsAuthority(TextRange text) {
    for (int i = 0; i < text.length(); i++) {
      byte b = text.at(i);
      if (b == '/' || b == '?' || b == '#' || b == '\\') {
        return true;
      }
    }
    return false;
  }
}
