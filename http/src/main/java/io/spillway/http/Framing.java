package io.spillway.http;

/** How the end of a message's body is told (RFC 9112 section 6.3). Immutable. */
public enum Framing {
  /** There is no body. */
  NONE,
  /** By {@link Head#contentLength()}, more than zero. */
  LENGTH,
  /** By the last chunk. */
  CHUNKED,
  /** By the end of the connection; responses only. */
  UNTIL_CLOSE,
  /** There is no message after the head: both sides relay bytes until they close. */
  TUNNEL
}
