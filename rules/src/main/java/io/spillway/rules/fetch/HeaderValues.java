package io.spillway.rules.fetch;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The values of a message's headers, one after the other: whole lines, or the parts between commas
 * that stand outside quotes (RFC 9110 section 5.6.1). Immutable; the position travels in the
 * sample's cursor: the header's index plus one, and where in its value to go on.
 */
final class HeaderValues {
  private final @Nullable HeaderName name;
  private final boolean wholeLines;

  /**
   * The values of some headers.
   *
   * @param name which headers, or null for all
   * @param wholeLines whether commas separate nothing
   */
  HeaderValues(@Nullable HeaderName name, boolean wholeLines) {
    this.name = name;
    this.wholeLines = wholeLines;
  }

  /** Puts the next value from the sample's cursor on into it; false after the last. */
  boolean next(Head head, Sample into) {
    int index = into.cursor() - 1;
    int at = into.innerCursor();
    if (index < 0 || at > head.valueEnd(index)) {
      index = following(head, index);
      if (index < 0) {
        return false;
      }
      at = head.valueStart(index);
    }
    byte[] bytes = head.bytes();
    int lineEnd = head.valueEnd(index);
    int end = wholeLines ? lineEnd : endOfValue(bytes, at, lineEnd);
    into.cursor(index + 1, end + 1);
    int start = at;
    while (start < end && isBlank(bytes[start])) {
      start++;
    }
    while (end > start && isBlank(bytes[end - 1])) {
      end--;
    }
    return into.string(bytes, start, end - start);
  }

  private int following(Head head, int index) {
    if (name != null) {
      return head.find(name, index);
    }
    int next = index + 1;
    while (next < head.headerCount() && head.isRemoved(next)) {
      next++;
    }
    return next < head.headerCount() ? next : -1;
  }

  /** How many values there are. */
  int count(Head head, Sample scratch) {
    int count = 0;
    scratch.cursor(0, 0);
    while (next(head, scratch)) {
      count++;
    }
    return count;
  }

  /** Puts value {@code occurrence} into {@code into}: from 1 forwards, from -1 backwards. */
  boolean get(Head head, int occurrence, Sample into) {
    int wanted = occurrence;
    if (occurrence < 0) {
      wanted = count(head, into) + occurrence + 1;
    }
    into.cursor(0, 0);
    for (int i = 1; wanted > 0 && next(head, into); i++) {
      if (i == wanted) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static int endOfValue(byte[] bytes, int from, int end) {
    boolean quoted = false;
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (quoted && b == '\\') {
        i++;
      } else if (b == '"') {
        quoted = !quoted;
      } else if (b == ',' && !quoted) {
        return i;
      }
    }
    return end;
  }
}
