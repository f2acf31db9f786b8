package io.spillway.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the cookies of a name in a request's Cookie headers. Pairs are divided by semicolons
 * or commas outside double quotes; case counts in names; a word without an equals sign is no
 * cookie; blanks around names and values are left out, quotes belong to the value. Reusable;
 * confined with the head that it walks over.
 */
public final class Cookies {
  private @Nullable Head head;
  private byte[] name = new byte[0];
  private int header;
  private int position;
  private int end;
  private int valueStart;
  private int valueEnd;

  /** Starts before the first cookie of the name. */
  public void over(Head newHead, byte[] newName) {
    head = newHead;
    name = newName;
    header = -1;
    position = 0;
    end = -1;
  }

  /** Goes to the next cookie; false when there is none. */
  public boolean next() {
    Head current = head;
    while (current != null) {
      if (position >= end) {
        header = current.find(HeaderName.COOKIE, header);
        if (header < 0) {
          head = null;
          return false;
        }
        position = current.valueStart(header);
        end = current.valueEnd(header);
      }
      if (takePair(current.bytes())) {
        return true;
      }
    }
    return false;
  }

  /** Goes to the last cookie of the name, which is the one that fetches show; false if none. */
  public boolean selectLast(Head newHead, byte[] newName) {
    over(newHead, newName);
    int lastHeader = -1;
    int lastStart = 0;
    int lastEnd = 0;
    while (next()) {
      lastHeader = header;
      lastStart = valueStart;
      lastEnd = valueEnd;
    }
    header = lastHeader;
    valueStart = lastStart;
    valueEnd = lastEnd;
    return lastHeader >= 0;
  }

  private boolean takePair(byte[] bytes) {
    int p = position;
    while (p < end && Ascii.isBlank(bytes[p])) {
      p++;
    }
    int nameStart = p;
    while (p < end && bytes[p] != '=' && !isDivider(bytes[p])) {
      p++;
    }
    int nameEnd = trimEnd(bytes, nameStart, p);
    if (p == end || bytes[p] != '=') {
      position = p + 1;
      return false;
    }
    p++;
    while (p < end && Ascii.isBlank(bytes[p])) {
      p++;
    }
    int start = p;
    boolean quoted = false;
    while (p < end && (quoted || !isDivider(bytes[p]))) {
      if (bytes[p] == '"') {
        quoted = !quoted;
      } else if (bytes[p] == '\\' && quoted) {
        p++;
      }
      p++;
    }
    p = Math.min(p, end);
    position = p + 1;
    valueStart = start;
    valueEnd = trimEnd(bytes, start, p);
    return Arrays.equals(bytes, nameStart, nameEnd, name, 0, name.length);
  }

  private static boolean isDivider(byte b) {
    return b == ';' || b == ',';
  }

  private static int trimEnd(byte[] bytes, int start, int end) {
    int p = end;
    while (p > start && Ascii.isBlank(bytes[p - 1])) {
      p--;
    }
    return p;
  }

  /** The index of the header that the cookie is in. */
  public int header() {
    return header;
  }

  /** Where the cookie's value starts. */
  public int start() {
    return valueStart;
  }

  /** Where the cookie's value ends. */
  public int end() {
    return valueEnd;
  }
}
