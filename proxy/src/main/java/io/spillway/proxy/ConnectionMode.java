package io.spillway.proxy;

/** What becomes of the connections after a response, from the most lasting to the least. */
public enum ConnectionMode {
  /** Both sides live on: {@code option http-keep-alive}, the default. */
  KEEP_ALIVE,
  /** The server's is closed, the client's lives on: {@code option http-server-close}. */
  SERVER_CLOSE,
  /** Both are closed: {@code option httpclose}. */
  CLOSE;

  /** The mode where a frontend says one and a backend another: the one that closes more. */
  public ConnectionMode with(ConnectionMode other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
