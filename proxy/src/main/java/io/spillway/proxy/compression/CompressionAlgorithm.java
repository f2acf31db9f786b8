package io.spillway.proxy.compression;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What {@code compression algo} may name. */
public enum CompressionAlgorithm {
  /** Nothing is compressed; for tests. */
  IDENTITY("identity", "identity"),
  /** RFC 1952. */
  GZIP("gzip", "gzip"),
  /** RFC 1950, as RFC 9110 section 8.4.1.2 has it. */
  DEFLATE("deflate", "deflate"),
  /** RFC 1951 alone, which some clients take {@code deflate} for. */
  RAW_DEFLATE("raw-deflate", "deflate");

  private final String word;
  private final byte[] token;

  CompressionAlgorithm(String word, String token) {
    this.word = word;
    this.token = token.getBytes(StandardCharsets.US_ASCII);
  }

  /** Its name in the configuration. */
  public String word() {
    return word;
  }

  /** The algorithm called {@code word}, or null. */
  public static @Nullable CompressionAlgorithm of(String word) {
    for (CompressionAlgorithm algorithm : values()) {
      if (algorithm.word.equals(word)) {
        return algorithm;
      }
    }
    return null;
  }

  /** What Content-Encoding calls it. */
  byte[] token() {
    return token;
  }

  /** Whether the client's word for it is {@code text}. */
  boolean isCalled(String text) {
    return text.length() == token.length
        && text.regionMatches(
            true, 0, new String(token, StandardCharsets.US_ASCII), 0, token.length);
  }
}
