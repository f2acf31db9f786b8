package io.spillway.http;

/**
 * Why a message was refused. Nearly all are answered with 400; a response's violation is always
 * answered with 502. Immutable.
 */
public enum Violation {
  /** None. */
  NONE(0, "none"),
  /** The method is not a token. */
  METHOD(400, "invalid character in the method"),
  /** The request target is empty or holds a byte that it may not. */
  URI(400, "invalid character in the request target"),
  /** The request target has a form that the method does not allow, or cannot be read. */
  TARGET(400, "invalid request target"),
  /** Neither HTTP/1.0 nor HTTP/1.1 nor an acceptable relative of theirs. */
  VERSION(400, "invalid HTTP version"),
  /** The status is not three digits from 100 to 999. */
  STATUS(400, "invalid status code"),
  /** A header line without a name. */
  EMPTY_NAME(400, "empty header name"),
  /** A byte in a header's name that is not of a token. */
  NAME(400, "invalid character in a header name"),
  /** A NUL or another control character in a header's value. */
  VALUE(400, "invalid character in a header value"),
  /** A carriage return that no line feed follows. */
  BARE_CR(400, "carriage return without line feed"),
  /** A header line that ends in a line feed alone. */
  BARE_LF(400, "line feed without carriage return"),
  /** A continuation of a header line that does not exist. */
  FOLDING(400, "continuation line before the first header"),
  /** Content-Length is not a number, or several differ. */
  CONTENT_LENGTH(400, "invalid or conflicting Content-Length"),
  /** Transfer-Encoding that does not end in chunked, or names it twice. */
  TRANSFER_ENCODING(400, "invalid Transfer-Encoding"),
  /** Transfer-Encoding that names a coding other than chunked before it. */
  TRANSFER_CODING(422, "unsupported transfer coding"),
  /** A body of a method that has none, from a client of HTTP/1.0. */
  PAYLOAD(413, "payload with a method that has none in HTTP/1.0"),
  /** A WebSocket request without a usable Sec-WebSocket-Key. */
  WEBSOCKET_KEY(400, "WebSocket request without a valid key"),
  /** Several Host headers that differ, or one that differs from the request target's authority. */
  HOST(400, "invalid or conflicting Host"),
  /** The head does not fit into the buffer. */
  TOO_LARGE(400, "head larger than the buffer"),
  /** More header lines than tune.http.maxhdr. */
  TOO_MANY_HEADERS(400, "too many headers");

  private final int status;
  private final String text;

  Violation(int status, String text) {
    this.status = status;
    this.text = text;
  }

  /** The status to answer a request with, 0 for {@link #NONE}. */
  public int status() {
    return status;
  }

  /** What is wrong, for logs. */
  public String text() {
    return text;
  }
}
