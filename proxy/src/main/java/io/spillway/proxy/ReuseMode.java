package io.spillway.proxy;

/**
 * Which idle server connections a request may use ({@code http-reuse}; configuration manual,
 * chapter 4.2).
 */
public enum ReuseMode {
  /** None but its own session's. */
  NEVER,
  /** Any, but for the first request of a session. */
  SAFE,
  /** Any; the first request of a session one that has been used more than once. */
  AGGRESSIVE,
  /** Any. */
  ALWAYS
}
