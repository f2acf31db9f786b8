package io.spillway.http;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the elements of all headers of a name: each value is a list that commas divide, a
 * comma in double quotes counting as text (RFC 9110 section 5.6.1). Blanks around elements are left
 * out; empty elements are elements. Reusable; confined with the head that it walks over.
 *
 * <pre>{@code
 * values.over(head, name);
 * while (values.next()) {
 *   use(head.bytes(), values.start(), values.end());
 * }
 * }</pre>
 */
public final class HeaderValues {
  private @Nullable Head head;
  private @Nullable HeaderName name;
  private int header;
  private int position;
  private int end;
  private int elementStart;
  private int elementEnd;

  /** Starts before the first element of the first header of the name. */
  public void over(Head newHead, HeaderName newName) {
    head = newHead;
    name = newName;
    header = -1;
    position = 0;
    end = -1;
  }

  /** Goes to the next element; false when there is none. */
  public boolean next() {
    Head current = head;
    HeaderName wanted = name;
    if (current == null || wanted == null) {
      return false;
    }
    if (position > end) {
      header = current.find(wanted, header);
      if (header < 0) {
        head = null;
        return false;
      }
      position = current.valueStart(header);
      end = current.valueEnd(header);
    }
    byte[] bytes = current.bytes();
    int to = endOfElement(bytes, position, end);
    int next = to + 1;
    while (position < to && Ascii.isBlank(bytes[position])) {
      position++;
    }
    elementStart = position;
    while (to > position && Ascii.isBlank(bytes[to - 1])) {
      to--;
    }
    elementEnd = to;
    position = next;
    return true;
  }

  /** The index of the header that the element is in. */
  public int header() {
    return header;
  }

  /** Where the element starts. */
  public int start() {
    return elementStart;
  }

  /** Where the element ends. */
  public int end() {
    return elementEnd;
  }

  /**
   * Goes to an element by its number, as the fetch {@code req.hdr(name,occurrence)} counts.
   *
   * @param occurrence from 1, or negative to count from the last one; 0 is the last one
   * @return whether there is such an element
   */
  public boolean select(Head newHead, HeaderName newName, int occurrence) {
    over(newHead, newName);
    int wanted = occurrence;
    if (wanted <= 0) {
      int total = 0;
      while (next()) {
        total++;
      }
      wanted = occurrence == 0 ? total : total + 1 + occurrence;
      over(newHead, newName);
    }
    if (wanted <= 0) {
      return false;
    }
    for (int i = 0; i < wanted; i++) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }

  /** Where the element ends that starts here: at a comma that is not in quotes, or at the end. */
  static int endOfElement(byte[] bytes, int start, int end) {
    boolean quoted = false;
    for (int p = start; p < end; p++) {
      byte c = bytes[p];
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        p++;
      } else if (c == ',' && !quoted) {
        return p;
      }
    }
    return end;
  }

  /** Whether one of a value's elements is this word, whatever its case. */
  static boolean contains(byte[] bytes, int start, int end, byte[] lower) {
    int p = start;
    while (p < end) {
      int to = endOfElement(bytes, p, end);
      int next = to + 1;
      while (p < to && Ascii.isBlank(bytes[p])) {
        p++;
      }
      while (to > p && Ascii.isBlank(bytes[to - 1])) {
        to--;
      }
      if (Ascii.equalsIgnoreCase(bytes, p, to, lower)) {
        return true;
      }
      p = next;
    }
    return false;
  }
}
