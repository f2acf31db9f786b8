package io.spillway.rules.pattern;

import io.spillway.rules.sample.SampleType;
import org.jspecify.annotations.Nullable;

/** How a value is compared with patterns: the words of {@code -m} (manual, chapter 7.1). */
public enum MatchMethod {
  FOUND("found", SampleType.ANY),
  BOOLEAN("bool", SampleType.INTEGER),
  INTEGER("int", SampleType.INTEGER),
  IP("ip", SampleType.ADDRESS),
  BINARY("bin", SampleType.BINARY),
  LENGTH("len", SampleType.STRING),
  STRING("str", SampleType.STRING),
  BEGIN("beg", SampleType.STRING),
  SUBSTRING("sub", SampleType.STRING),
  DIRECTORY("dir", SampleType.STRING),
  DOMAIN("dom", SampleType.STRING),
  END("end", SampleType.STRING),
  REGEX("reg", SampleType.STRING);

  private final String word;
  private final SampleType input;

  MatchMethod(String word, SampleType input) {
    this.word = word;
    this.input = input;
  }

  /** The word after {@code -m}. */
  public String word() {
    return word;
  }

  /** The type that values are cast to before they are compared. */
  public SampleType input() {
    return input;
  }

  /** Whether patterns are numbers, that operators such as {@code gt} may precede. */
  public boolean isNumeric() {
    return this == INTEGER || this == LENGTH;
  }

  /** Whether a value matches by itself, without patterns. */
  public boolean needsNoPattern() {
    return this == FOUND || this == BOOLEAN;
  }

  /** The method called {@code word}, or null. */
  public static @Nullable MatchMethod of(String word) {
    for (MatchMethod method : values()) {
      if (method.word.equals(word)) {
        return method;
      }
    }
    return null;
  }

  /** The method that values of type {@code type} are compared by where nothing else is said. */
  public static @Nullable MatchMethod natural(SampleType type) {
    return switch (type) {
      case BOOLEAN -> BOOLEAN;
      case INTEGER -> INTEGER;
      case ADDRESS, IPV4, IPV6 -> IP;
      case STRING, METHOD -> STRING;
      default -> null;
    };
  }
}
