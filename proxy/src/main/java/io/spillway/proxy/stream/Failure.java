package io.spillway.proxy.stream;

/**
 * Why a stream could not go on, as a value. Immutable.
 *
 * @param side whose fault it is
 * @param kind what happened
 * @param retryable whether another attempt may succeed and can do no harm
 */
public record Failure(Side side, Kind kind, boolean retryable) {
  /** The side at which something went wrong. */
  public enum Side {
    CLIENT,
    SERVER,
    PROXY
  }

  /** What went wrong. */
  public enum Kind {
    /** The peer closed or reset the connection. */
    CLOSED,
    /** Nothing happened for too long. */
    TIMEOUT,
    /** The peer sent what it may not send. */
    MALFORMED,
    /** A rule, a limit or the configuration forbids it. */
    DENIED,
    /** Something ran out: descriptors, memory, ports. */
    EXHAUSTED,
    /** No server can be used. */
    NO_SERVER,
    /** Every queue is full. */
    QUEUE_FULL,
    /** The server was marked down. */
    SERVER_DOWN,
    /** A primary server came back and backups are shut. */
    SERVER_UP,
    /** An operator ended it. */
    KILLED
  }

  /** The server refused or dropped the connection before it stood. */
  public static final Failure CONNECT_REFUSED = new Failure(Side.SERVER, Kind.CLOSED, true);

  /** The server did not answer the connection in time. */
  public static final Failure CONNECT_TIMEOUT = new Failure(Side.SERVER, Kind.TIMEOUT, true);

  /** The backend has no usable server. */
  public static final Failure NO_SERVER = new Failure(Side.SERVER, Kind.NO_SERVER, false);

  /** All places to wait for a server are taken. */
  public static final Failure QUEUE_FULL = new Failure(Side.SERVER, Kind.QUEUE_FULL, false);

  /** No slot became free in time. */
  public static final Failure QUEUE_TIMEOUT = new Failure(Side.SERVER, Kind.TIMEOUT, false);

  /** No descriptor or port was left to connect from. */
  public static final Failure NO_RESOURCE = new Failure(Side.PROXY, Kind.EXHAUSTED, false);
}
