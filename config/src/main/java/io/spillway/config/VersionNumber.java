package io.spillway.config;

import java.util.Arrays;

/**
 * A program's version as conditions compare it: {@code 2.4}, {@code 2.6.12-3}, {@code 3.4-dev7},
 * {@code 1.1.1w}. Missing parts count as zero; what cannot be read ends the version. Immutable.
 */
final class VersionNumber implements Comparable<VersionNumber> {
  private static final int NUMBERS = 4;
  private static final int LETTER = NUMBERS;
  private static final int RELEASE = NUMBERS + 1;
  private static final int COMMITS = NUMBERS + 2;

  private final int[] parts = new int[NUMBERS + 3];
  private final String text;
  private int at;

  VersionNumber(String text) {
    this.text = text;
    for (int i = 0; i < NUMBERS; i++) {
      parts[i] = number();
      if (!accept(".")) {
        break;
      }
    }
    if (at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
      parts[LETTER] = text.charAt(at++) - 'a' + 1;
    }
    parts[RELEASE] = Integer.MAX_VALUE;
    if (accept("-dev")) {
      parts[RELEASE] = number();
    }
    if (accept("-")) {
      int commits = number();
      parts[COMMITS] = at == text.length() ? commits : 0;
    }
  }

  private boolean accept(String expected) {
    boolean found = text.startsWith(expected, at);
    at += found ? expected.length() : 0;
    return found;
  }

  private int number() {
    long number = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      number = Math.min(Integer.MAX_VALUE, number * 10 + text.charAt(at++) - '0');
    }
    return (int) number;
  }

  @Override
  public int compareTo(VersionNumber other) {
    return Arrays.compare(parts, other.parts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionNumber version && Arrays.equals(parts, version.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(parts);
  }
}
