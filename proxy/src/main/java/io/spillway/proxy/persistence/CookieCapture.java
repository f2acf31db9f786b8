package io.spillway.proxy.persistence;

import io.spillway.http.CookiePairs;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that is kept for the log ({@code capture cookie}): the first whose name begins as the
 * configuration says. Immutable.
 */
public final class CookieCapture {
  private final byte[] beginning;
  private final int longest;

  /**
   * A capture.
   *
   * @param beginning how the cookie's name begins; with an equals sign at its end, the whole name
   * @param longest how many bytes of name and value are kept, from 0
   */
  public CookieCapture(String beginning, int longest) {
    this(beginning.getBytes(StandardCharsets.ISO_8859_1), longest);
  }

  private CookieCapture(byte[] beginning, int longest) {
    this.beginning = beginning;
    this.longest = longest;
  }

  /** How many bytes of name and value are kept. */
  public int longest() {
    return longest;
  }

  /** A capture of the same cookie that keeps {@code most} bytes at most. */
  public CookieCapture atMost(int most) {
    return most < longest ? new CookieCapture(beginning, most) : this;
  }

  /** Name and value of the pair if it is such a cookie, otherwise null. */
  @Nullable ByteSlice keep(CookiePairs pair, byte[] bytes) {
    int nameLength = pair.nameEnd() - pair.nameStart();
    int valueLength = pair.valueEnd() - pair.valueStart();
    int length = nameLength + 1 + valueLength;
    if (length < beginning.length
        || !Arrays.equals(
            bytes,
            pair.nameStart(),
            pair.nameStart() + Math.min(nameLength, beginning.length),
            beginning,
            0,
            Math.min(nameLength, beginning.length))) {
      return null;
    }
    byte[] text = new byte[length];
    System.arraycopy(bytes, pair.nameStart(), text, 0, nameLength);
    text[nameLength] = '=';
    System.arraycopy(bytes, pair.valueStart(), text, nameLength + 1, valueLength);
    return Arrays.equals(text, 0, beginning.length, beginning, 0, beginning.length)
        ? new ByteSlice().set(text, 0, Math.min(length, longest))
        : null;
  }
}
