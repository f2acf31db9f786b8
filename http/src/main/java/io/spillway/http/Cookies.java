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
  private final CookiePairs pairs = new CookiePairs();
  private @Nullable Head head;
  private byte[] name = new byte[0];
  private int header;
  private boolean inHeader;
  private int valueStart;
  private int valueEnd;

  /** Starts before the first cookie of the name. */
  public void over(Head newHead, byte[] newName) {
    head = newHead;
    name = newName;
    header = -1;
    inHeader = false;
  }

  /** Goes to the next cookie; false when there is none. */
  public boolean next() {
    Head current = head;
    while (current != null) {
      if (!inHeader) {
        header = current.find(HeaderName.COOKIE, header);
        if (header < 0) {
          head = null;
          return false;
        }
        pairs.over(current.bytes(), current.valueStart(header), current.valueEnd(header));
        inHeader = true;
      }
      if (!pairs.next()) {
        inHeader = false;
      } else if (pairs.isValued() && isNamed(current.bytes())) {
        valueStart = pairs.valueStart();
        valueEnd = pairs.valueEnd();
        return true;
      }
    }
    return false;
  }

  private boolean isNamed(byte[] bytes) {
    return Arrays.equals(bytes, pairs.nameStart(), pairs.nameEnd(), name, 0, name.length);
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
