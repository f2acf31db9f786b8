package io.spillway.config.migrate;

/**
 * The section that a line stands in. Immutable.
 *
 * @param kind the section's kind, or the empty string before the first one
 * @param anonymous whether it has no name
 */
record ProxyContext(String kind, boolean anonymous) {
  /** Whether sections of {@code kind} are proxies with a name. */
  static boolean isProxy(String kind) {
    return switch (kind) {
      case "frontend", "backend", "listen" -> true;
      default -> false;
    };
  }

  /** Whether the section holds the keywords of proxies. */
  boolean hasProxyKeywords() {
    return isProxy(kind) || kind.equals("defaults");
  }

  /** Whether rules of the {@code http-request} family may stand here. */
  boolean allowsRules() {
    return isProxy(kind) || (kind.equals("defaults") && !anonymous);
  }
}
