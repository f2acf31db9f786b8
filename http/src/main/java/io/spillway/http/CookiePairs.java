package io.spillway.http;

/**
 * Walks over the pairs of one Cookie or Set-Cookie value (RFC 6265, read as leniently as browsers
 * and servers write it). Pairs are divided by semicolons or commas outside double quotes; blanks
 * around names and values are left out, quotes belong to the value. Reusable; confined with the
 * head whose bytes it walks over.
 */
public final class CookiePairs {
  private byte[] bytes = {};
  private int position;
  private int end;
  private int divider;
  private int nameStart;
  private int nameEnd;
  private boolean valued;
  private int valueStart;
  private int valueEnd;

  /** Starts before the first pair of the value in that range. */
  public void over(byte[] newBytes, int start, int newEnd) {
    bytes = newBytes;
    position = start;
    divider = start;
    end = newEnd;
    valued = false;
    nameStart = start;
    nameEnd = start;
    valueStart = start;
    valueEnd = start;
  }

  /** Goes to the next pair, or word that is none; false when there is none. */
  public boolean next() {
    if (position >= end) {
      return false;
    }
    divider = position;
    int p = position;
    if (isDivider(bytes[p])) {
      p++;
    }
    while (p < end && Ascii.isBlank(bytes[p])) {
      p++;
    }
    nameStart = p;
    while (p < end && bytes[p] != '=' && !isDivider(bytes[p])) {
      p++;
    }
    nameEnd = trimEnd(nameStart, p);
    valued = p < end && bytes[p] == '=';
    if (valued) {
      takeValue(p + 1);
    } else {
      valueStart = nameEnd;
      valueEnd = nameEnd;
      position = p;
    }
    return true;
  }

  private void takeValue(int start) {
    int p = start;
    while (p < end && Ascii.isBlank(bytes[p])) {
      p++;
    }
    valueStart = p;
    boolean quoted = false;
    while (p < end && (quoted || !isDivider(bytes[p]))) {
      if (bytes[p] == '"') {
        quoted = !quoted;
      } else if (bytes[p] == '\\' && quoted) {
        p++;
      }
      p++;
    }
    position = Math.min(p, end);
    valueEnd = trimEnd(valueStart, position);
  }

  private static boolean isDivider(byte b) {
    return b == ';' || b == ',';
  }

  private int trimEnd(int start, int from) {
    int p = from;
    while (p > start && Ascii.isBlank(bytes[p - 1])) {
      p--;
    }
    return p;
  }

  /** Where the divider before this pair is, or the value's start. */
  public int divider() {
    return divider;
  }

  /** Where the divider after this pair is, or the value's end. */
  public int nextDivider() {
    return position;
  }

  /** Where the name starts. */
  public int nameStart() {
    return nameStart;
  }

  /** Where the name ends. */
  public int nameEnd() {
    return nameEnd;
  }

  /** Whether there is an equals sign: otherwise this is a mere word, which is all name. */
  public boolean isValued() {
    return valued;
  }

  /** Where the value starts. */
  public int valueStart() {
    return valueStart;
  }

  /** Where the value ends. */
  public int valueEnd() {
    return valueEnd;
  }
}
