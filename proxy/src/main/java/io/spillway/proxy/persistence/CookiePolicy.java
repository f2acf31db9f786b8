package io.spillway.proxy.persistence;

/**
 * What a {@code cookie} line says (configuration manual, chapter 4.2). Immutable.
 *
 * @param name the cookie's name
 * @param mode who sets it
 * @param isIndirect whether it is kept from the other side: from servers in mode insert, from
 *     clients that bring it already in the others
 * @param forbidsCaching whether caches are told not to keep responses that set it
 * @param isForPostOnly whether it is inserted into responses to POST only
 * @param isPreserved whether a cookie that the server sets stays as it is
 * @param isDynamic whether servers without a value of their own get one of their address
 * @param maxIdle how long it holds after it was last seen, in seconds; 0 for ever
 * @param maxLife how long it holds after it was first seen, in seconds; 0 for ever
 * @param attributes what follows the path in {@code Set-Cookie}, each attribute behind a semicolon
 *     and a blank; may be empty
 */
public record CookiePolicy(
    String name,
    Mode mode,
    boolean isIndirect,
    boolean forbidsCaching,
    boolean isForPostOnly,
    boolean isPreserved,
    boolean isDynamic,
    long maxIdle,
    long maxLife,
    String attributes) {
  /** Whether the log shows what was done with the cookie: it does not where nothing ever is. */
  public boolean isLogged() {
    return mode != Mode.PASSIVE || isIndirect;
  }

  /** Who sets the cookie, and how. */
  public enum Mode {
    /** Servers set it; nothing is changed. */
    PASSIVE,
    /** Servers set it, and its value becomes the server's. */
    REWRITE,
    /** We set it. */
    INSERT,
    /** Servers set it, and the server's value is put before theirs. */
    PREFIX
  }
}
