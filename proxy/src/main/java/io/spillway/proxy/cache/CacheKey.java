package io.spillway.proxy.cache;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a stored response is found by: the request's target with its host, as HAProxy makes it. An
 * absolute target counts as it stands, any other after {@code https://} and the Host header.
 *
 * <p>One object is filled anew for each request of a stream, and copied where a response is stored;
 * a copy is not changed any more.
 */
final class CacheKey {
  private static final byte[] SCHEME = "https://".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_SIZE = 128;

  private byte[] bytes;
  private int length;
  private int hash;

  CacheKey() {
    this(new byte[FIRST_SIZE], 0, 1);
  }

  private CacheKey(byte[] bytes, int length, int hash) {
    this.bytes = bytes;
    this.length = length;
    this.hash = hash;
  }

  /** Becomes the key of {@code request}. */
  void fill(RequestHead request) {
    length = 0;
    byte[] head = request.bytes();
    int uriStart = request.uriStart();
    int uriEnd = request.uriEnd();
    if (uriStart == uriEnd || head[uriStart] == '/' || head[uriStart] == '*') {
      append(SCHEME, 0, SCHEME.length);
      int host = request.find(HeaderName.HOST, -1);
      if (host >= 0) {
        append(head, request.valueStart(host), request.valueEnd(host));
      }
    }
    append(head, uriStart, uriEnd);
    int sum = 1;
    for (int i = 0; i < length; i++) {
      sum = 31 * sum + bytes[i];
    }
    hash = sum;
  }

  private void append(byte[] from, int start, int end) {
    int size = end - start;
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + size));
    }
    System.arraycopy(from, start, bytes, length, size);
    length += size;
  }

  /** A key that stays as it is. */
  CacheKey copy() {
    return new CacheKey(Arrays.copyOf(bytes, length), length, hash);
  }

  /** How many bytes it has. */
  int length() {
    return length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey key
        && hash == key.hash
        && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
