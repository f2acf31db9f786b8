package io.spillway.rules;

import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.net.tls.ChainFault;
import io.spillway.net.tls.TlsSession;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules are evaluated on: a stream, a session before its first stream, a check, or nothing but
 * the configuration. Fetches read from it, actions change it. Everything that an implementation
 * does not have is absent; only what it must have is abstract.
 *
 * <p>Confined to the thread that runs the rules.
 */
public interface Evaluation {
  /** Where the rules that are running stand. */
  Place place();

  /** The sample that expressions are evaluated in. */
  Sample sample();

  /** Microseconds of the wall clock since 1970, as the event loop last read it. */
  long wallClockMicros();

  /**
   * Whether an absent value must be taken as absent: nothing more will come, or the time to wait
   * for it is over. While it is false, a condition may answer that it does not know yet.
   */
  default boolean isFinal() {
    return true;
  }

  /** The request's head, or null before it was read and outside HTTP. */
  default @Nullable RequestHead request() {
    return null;
  }

  /** Whether it is in mode http, rather than in a mode in which bytes may happen to be HTTP. */
  default boolean carriesHttp() {
    return request() != null;
  }

  /**
   * Whether a {@link #request} that is missing may still come; false where what has come cannot
   * become one.
   */
  default boolean awaitsRequest() {
    return true;
  }

  /** The response's head, or null before it was read and outside HTTP. */
  default @Nullable ResponseHead response() {
    return null;
  }

  /** The variables of {@code scope}, or null where that scope does not exist. */
  default @Nullable VariableStore variables(VariableScope scope) {
    return null;
  }

  /** The client's address as rules see it; null where there is none, on a unix socket for one. */
  default @Nullable Address source() {
    return null;
  }

  /** The address that the client connected to, as rules see it, or null. */
  default @Nullable Address destination() {
    return null;
  }

  /** The client connection's source, not changed by rules, or null. */
  default @Nullable Address connectionSource() {
    return source();
  }

  /** The client connection's destination, not changed by rules, or null. */
  default @Nullable Address connectionDestination() {
    return destination();
  }

  /** Our address on the server's connection, or null. */
  default @Nullable Address serverConnectionSource() {
    return null;
  }

  /** The server's address on its connection, or null. */
  default @Nullable Address serverConnectionDestination() {
    return null;
  }

  /** The frontend's name, or empty. */
  default String frontendName() {
    return "";
  }

  /** The backend's name, or empty. */
  default String backendName() {
    return "";
  }

  /** The server's name, or empty while there is none. */
  default String serverName() {
    return "";
  }

  /** The status that is sent to the client, or 0. */
  default int status() {
    return 0;
  }

  /** The status that the server sent, or 0. */
  default int serverStatus() {
    return 0;
  }

  /** The major version of HTTP on the client's connection: 1, for what is no HTTP too, or 2. */
  default int clientHttpVersion() {
    return 1;
  }

  /** The version of HTTP that the server speaks, 1 or 2. */
  default int serverHttpVersion() {
    return 1;
  }

  /** Whether this is the first request of its connection. */
  default boolean isFirstRequest() {
    return true;
  }

  /** The value of {@code timer} in milliseconds, or -1 while it is not known. */
  default long timerMillis(Timer timer) {
    return -1;
  }

  /** The unique id of the request, made when first asked for; null where no format is set. */
  default @Nullable ByteSlice uniqueId() {
    return null;
  }

  /** What the {@code capture} rules of the frontend kept, or null where nothing can be kept. */
  default @Nullable Captures captures() {
    return null;
  }

  /** What the client has sent and was not consumed, in tcp mode; null where there is no buffer. */
  default @Nullable ByteSlice requestBytes() {
    return null;
  }

  /** What the server has sent and was not consumed, in tcp mode; null where there is no buffer. */
  default @Nullable ByteSlice responseBytes() {
    return null;
  }

  /** The part of the request's body that is buffered, without framing; null before the head. */
  default @Nullable ByteSlice requestBody() {
    return null;
  }

  /** The part of the response's body that is buffered, without framing; null before the head. */
  default @Nullable ByteSlice responseBody() {
    return null;
  }

  /** The announced length of the request's body in bytes, or what is buffered of it if unknown. */
  default long requestBodySize() {
    ByteSlice body = requestBody();
    return body == null ? 0 : body.length();
  }

  /** The announced length of the response's body in bytes, or what is buffered of it if unknown. */
  default long responseBodySize() {
    ByteSlice body = responseBody();
    return body == null ? 0 : body.length();
  }

  /**
   * The value of a field of the PROXY protocol header that the client's connection began with, or
   * null.
   *
   * @param type the field's type, 0 to 255
   * @param occurrence which one of several, from 0
   */
  default @Nullable ByteSlice proxyHeaderValue(int type, int occurrence) {
    return null;
  }

  /** The client's connection shall begin with a PROXY protocol header. */
  default void expectProxyHeader() {}

  /** The client's connection shall begin with a header of NetScaler's client IP insertion. */
  default void expectNetscalerHeader() {}

  /** Whether the client's connection is encrypted. */
  default boolean isClientEncrypted() {
    return clientTls() != null;
  }

  /**
   * What ended the client's connection before it carried anything, as HAProxy numbers it; 0 for
   * nothing.
   */
  default int connectionError() {
    return 0;
  }

  /** The words for {@link #connectionError}; empty where it is 0. */
  default String connectionErrorText() {
    return "";
  }

  /**
   * What is wrong with the certificates that the client showed, in the order in which it was found:
   * ignored, or the reason why there is no connection. Empty for nothing.
   */
  default List<ChainFault> clientFaults() {
    TlsSession session = clientTls();
    return session == null ? List.of() : session.ignoredFaults();
  }

  /** What the TLS library calls the failure of the client's handshake; 0 for nothing. */
  default long clientTlsError() {
    return 0;
  }

  /** The library's words for {@link #clientTlsError}; empty where it is 0. */
  default String clientTlsErrorText() {
    return "";
  }

  /** What TLS agreed on with the client, or null where its connection is not encrypted. */
  default @Nullable TlsSession clientTls() {
    return null;
  }

  /** What TLS agreed on with the server, or null where its connection is not encrypted. */
  default @Nullable TlsSession serverTls() {
    return null;
  }

  /** Whether the server's connection is encrypted. */
  default boolean isServerEncrypted() {
    return serverTls() != null;
  }

  /** Changes the address that rules and logs see as the client's. */
  default void changeSource(Address address) {}

  /** Changes the address that rules and logs see as the one that the client connected to. */
  default void changeDestination(Address address) {}

  /**
   * Changes the level that the request is logged with.
   *
   * @param level 0 (emerg) to 7 (debug), or -1 for no log at all
   */
  default void changeLogLevel(int level) {}

  /** Says that failures of rewriting rules shall from now on fail the request, or be ignored. */
  default void strictRewriting(boolean strict) {}

  /** Whether failures of rewriting rules fail the request. */
  default boolean isStrictRewriting() {
    return true;
  }

  /**
   * Whether the request's body was received, or as much of it as can be; at a response, that of the
   * response.
   *
   * @param atLeast how many bytes of it suffice; 0 for all of it
   */
  default boolean hasBody(long atLeast) {
    return true;
  }

  /** Hears that a ruleset waits, and from which rule on it is to be run afterwards. */
  default void pausedBefore(int rule) {}

  /** Says that the request must not be sent again once it was sent. */
  default void disableRetry() {}

  /**
   * Has the kernel mark what is sent to the server, on a connection that nobody else uses; nothing
   * happens where it refuses.
   */
  default void changeServerMark(int mark) {}

  /**
   * Changes the type of service, 0 to 255, of what is sent to the server, on a connection that
   * nobody else uses.
   */
  default void changeServerTrafficClass(int value) {}

  /** Has the kernel mark what is sent to the client; nothing happens where it refuses. */
  default void changeMark(int mark) {}

  /** Changes the type of service, 0 to 255, of what is sent to the client. */
  default void changeTrafficClass(int value) {}

  /** Changes how long the client may be silent, in milliseconds, at least 1. */
  default void changeClientTimeout(int millis) {}

  /** Changes how long the server may take, in milliseconds, at least 1. */
  default void changeServerTimeout(int millis) {}

  /** Changes how long a tunnel may be silent, in milliseconds, at least 1. */
  default void changeTunnelTimeout(int millis) {}

  /** Changes how often a connection to a server is tried again. */
  default void changeRetries(int number) {}

  /** The class that orders queues, lowest first: -2047 to 2047. */
  default int priorityClass() {
    return 0;
  }

  /** Milliseconds that are added to the time of arrival in a queue: -524287 to 524287. */
  default int priorityOffset() {
    return 0;
  }

  /** Changes {@link #priorityClass}. */
  default void changePriorityClass(int value) {}

  /** Changes {@link #priorityOffset}. */
  default void changePriorityOffset(int value) {}

  /**
   * Whether something went wrong with the stream so far, a redispatch included: what {@code option
   * dontlog-normal} takes for worth a line.
   */
  default boolean hasFailed() {
    return false;
  }

  /** Whether the stream was handed to a server. */
  default boolean wasForwarded() {
    return false;
  }

  /** Whether a service of this program answers, such as the statistics page. */
  default boolean wasServedHere() {
    return false;
  }

  /** Whether the process is asked to end. */
  default boolean isStopping() {
    return false;
  }

  /** Hears which rule of a ruleset waits, and with null that none does any more. */
  default void waitsAt(@Nullable Rule rule) {}

  /** Hears of a rule that ended its ruleset, before its verdict is carried out. */
  default void decidedBy(Rule rule) {}

  /**
   * The implementation's object of class {@code type} for the fetches and actions of upper modules,
   * or null. As it stands, the implementation itself.
   */
  default <T> @Nullable T attachment(Class<T> type) {
    return type.isInstance(this) ? type.cast(this) : null;
  }

  /** The moments of a stream's life that can be told as durations. */
  enum Timer {
    /** From accepting the connection until the end of TLS and PROXY protocol. */
    HANDSHAKE,
    /** From the handshake until the first byte of the request. */
    IDLE,
    /** From the request's first byte until its head was read. */
    REQUEST_HEAD,
    /** Waiting in the queue for a server. */
    QUEUE,
    /** Connecting to the server. */
    CONNECT,
    /** From sending the request until the response's head was read. */
    RESPONSE_HEAD,
    /** Sending the response. */
    RESPONSE_DATA,
    /** The life of the connection so far. */
    CONNECTION_TOTAL,
    /** From the request's first byte until now or its end, without idle time. */
    USER_TOTAL,
    /** From the end of the handshake until now or the request's end. */
    STREAM_TOTAL
  }
}
