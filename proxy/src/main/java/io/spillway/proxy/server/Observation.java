package io.spillway.proxy.server;

/** What a stream saw of its server, for {@code observe}. */
public enum Observation {
  /** The connection was established. */
  CONNECTED(false, false),
  /** The connection could not be established. */
  CONNECT_FAILED(false, true),
  /** A response came that says that the server works. */
  RESPONSE_OK(true, false),
  /** A response came whose status (500 and above, but 501 and 505) says that it does not. */
  RESPONSE_STATUS_BAD(true, true),
  /** The response's head was malformed. */
  RESPONSE_INVALID(true, true),
  /** No response came in time. */
  RESPONSE_TIMEOUT(true, true),
  /** The connection broke before or within the response. */
  RESPONSE_BROKEN(true, true);

  private final boolean isLayer7;
  private final boolean isFailure;

  Observation(boolean isLayer7, boolean isFailure) {
    this.isLayer7 = isLayer7;
    this.isFailure = isFailure;
  }

  /** Whether it says something about the application; otherwise about the connection. */
  public boolean isLayer7() {
    return isLayer7;
  }

  /** Whether it speaks against the server. */
  public boolean isFailure() {
    return isFailure;
  }
}
