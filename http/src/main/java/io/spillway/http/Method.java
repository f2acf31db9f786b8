package io.spillway.http;

/** The methods that HAProxy knows by number; any other token is {@link #OTHER}. Immutable. */
public enum Method {
  OPTIONS,
  GET,
  HEAD,
  POST,
  PUT,
  DELETE,
  TRACE,
  CONNECT,
  OTHER;

  private static final long OPTIONS_WORD = Ascii.word("OPTIONS");
  private static final long GET_WORD = Ascii.word("GET");
  private static final long HEAD_WORD = Ascii.word("HEAD");
  private static final long POST_WORD = Ascii.word("POST");
  private static final long PUT_WORD = Ascii.word("PUT");
  private static final long DELETE_WORD = Ascii.word("DELETE");
  private static final long TRACE_WORD = Ascii.word("TRACE");
  private static final long CONNECT_WORD = Ascii.word("CONNECT");

  /** The method that a range of bytes spells; case matters (RFC 9110 section 9.1). */
  public static Method of(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < 3 || length > 7) {
      return OTHER;
    }
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << 8 | (bytes[start + i] & 0xff);
    }
    if (word == GET_WORD) {
      return GET;
    }
    if (word == POST_WORD) {
      return POST;
    }
    if (word == HEAD_WORD) {
      return HEAD;
    }
    if (word == PUT_WORD) {
      return PUT;
    }
    if (word == DELETE_WORD) {
      return DELETE;
    }
    if (word == OPTIONS_WORD) {
      return OPTIONS;
    }
    if (word == CONNECT_WORD) {
      return CONNECT;
    }
    return word == TRACE_WORD ? TRACE : OTHER;
  }

  /** Whether doing it twice is as good as doing it once (RFC 9110 section 9.2.2). */
  public boolean isIdempotent() {
    return switch (this) {
      case OPTIONS, GET, HEAD, PUT, DELETE, TRACE -> true;
      case POST, CONNECT, OTHER -> false;
    };
  }
}
