package io.spillway.proxy.bandwidth;

/** Which of a stream's bytes are limited. */
public enum Direction {
  /** Those from the client to the server. */
  IN,
  /** Those from the server to the client. */
  OUT
}
