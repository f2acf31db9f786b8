package io.spillway.proxy.definition;

/** Which characters the names of proxies, servers and the like can have. */
final class Names {
  private Names() {}

  /** The first character of {@code name} that no name can have, or -1. */
  static int invalidCharacter(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isValid =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '_'
              || c == '-'
              || c == '.'
              || c == ':';
      if (!isValid) {
        return c;
      }
    }
    return -1;
  }
}
