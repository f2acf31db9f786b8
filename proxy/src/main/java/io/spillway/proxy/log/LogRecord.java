package io.spillway.proxy.log;

import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * What the log knows of a stream, or of a connection that ended before it became one, beyond what
 * rules know of it. All values are read without allocation, once, when the line is built.
 *
 * <p>The moments are milliseconds from {@link #acceptMicros}, each -1 when the stream did not come
 * that far; the differences that a line shows (configuration manual, chapter "Timing events") are
 * made of them by {@link Timers}.
 *
 * <p>Confined to the stream's event loop.
 */
public interface LogRecord extends Evaluation {
  /** The loop's means to write lines. */
  LogContext logContext();

  /**
   * When the connection was accepted, or when its previous request ended: microseconds of the wall
   * clock since 1970.
   */
  long acceptMicros();

  /** How long TLS and PROXY protocol took, in milliseconds; 0 after the first request. */
  long handshakeMillis();

  /** From the handshake to the first byte of the request, in milliseconds; -1 in tcp mode. */
  long idleMillis();

  /** When the whole head of the request was there. */
  long requestMillis();

  /** When the stream left the queue. */
  long queueMillis();

  /** When the server's connection was established. */
  long connectMillis();

  /** When the whole head of the response was there, or in tcp mode the same as connectMillis. */
  long dataMillis();

  /** When the stream ended, or when the line is built. */
  long closeMillis();

  /** Whether the stream is in http mode (its frontend's for the timers, its backend's for Td). */
  boolean isHttp();

  /** Bytes sent to the client, heads included. */
  long bytesRead();

  /** Bytes received from the client, heads included. */
  long bytesUploaded();

  /** The client's address as its connection or the PROXY protocol header on it tells it. */
  default @Nullable Address announcedSource() {
    return connectionSource();
  }

  /** The address that the client connected to, as {@link #announcedSource}. */
  default @Nullable Address announcedDestination() {
    return connectionDestination();
  }

  /** Whether the line is built before the end: {@code option logasap}. */
  default boolean isEarly() {
    return false;
  }

  /** The first letter of the termination state. */
  char terminationCause();

  /** The second letter of the termination state. */
  char terminationPhase();

  /** What the request's persistence cookie was, {@code -} where the backend has none. */
  default char cookieState() {
    return '-';
  }

  /** What was done to the response's persistence cookie, {@code -} where the backend has none. */
  default char cookieAction() {
    return '-';
  }

  /** Connections of the process. */
  int processConnections();

  /** Connections of the frontend. */
  int frontendConnections();

  /** Streams that the backend handles. */
  int backendConnections();

  /** Streams that the server handles. */
  int serverConnections();

  /** Connection attempts made again. */
  int retries();

  /** Whether a retry went to another server. */
  boolean isRedispatched();

  /** How many streams were before this one in the server's queue. */
  int serverQueue();

  /** How many streams were before this one in the backend's queue. */
  int backendQueue();

  /** The bind line's {@code name}, or its number in the frontend, for the error log. */
  String listenerName();

  /** The listener's number in the frontend, from 1: what lines show for a unix socket's port. */
  default int listenerId() {
    return 1;
  }

  /** Whether the client came over a unix socket and no rule or PROXY header gave it an address. */
  default boolean isUnix() {
    return false;
  }

  /** What made the line be written, in the words of {@code %OG}. */
  default String origin() {
    return "txn_close";
  }

  /**
   * What served the stream: the server's name, the name of a service in angle brackets ({@code
   * <STATS>}), or {@code <NOSRV>}.
   */
  default String target() {
    String server = serverName();
    return server.isEmpty() ? "<NOSRV>" : server;
  }

  /** Our own address on the connection to the server, or null. */
  default @Nullable Address backendAddress() {
    return serverConnectionSource();
  }

  /** The server's address, or null. */
  default @Nullable Address serverAddress() {
    return serverConnectionDestination();
  }

  /** The cipher of the client's TLS connection, or null. */
  default @Nullable String clientCipher() {
    return null;
  }

  /** The version of the client's TLS connection, or null. */
  default @Nullable String clientTlsVersion() {
    return null;
  }

  /** The number of this line among the frontend's, from 0. */
  long lineNumber();

  /** The number of this stream among all of the process, from 0. */
  long requestNumber();

  /** The value of the captured request cookie with its name, or null. */
  default @Nullable ByteSlice requestCookie() {
    return null;
  }

  /** The value of the captured response cookie with its name, or null. */
  default @Nullable ByteSlice responseCookie() {
    return null;
  }

  @Override
  default long timerMillis(Timer timer) {
    return switch (timer) {
      case HANDSHAKE -> handshakeMillis();
      case IDLE -> idleMillis();
      case REQUEST_HEAD -> Timers.requestHead(this);
      case QUEUE -> Timers.queue(this);
      case CONNECT -> Timers.connect(this);
      case RESPONSE_HEAD -> Timers.responseHead(this);
      case RESPONSE_DATA -> Timers.data(this);
      case CONNECTION_TOTAL -> closeMillis();
      case USER_TOTAL -> Timers.user(this);
      case STREAM_TOTAL -> Timers.active(this);
    };
  }
}
