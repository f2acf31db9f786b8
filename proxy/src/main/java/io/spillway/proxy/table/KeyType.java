package io.spillway.proxy.table;

import io.spillway.rules.sample.SampleType;
import org.jspecify.annotations.Nullable;

/** What the keys of a stick table are. */
public enum KeyType {
  IP("ip", SampleType.IPV4, 0),
  IPV6("ipv6", SampleType.IPV6, 0),
  INTEGER("integer", SampleType.INTEGER, 0),
  STRING("string", SampleType.STRING, 31),
  BINARY("binary", SampleType.BINARY, 32);

  private final String word;
  private final SampleType sampleType;
  private final int defaultLength;

  KeyType(String word, SampleType sampleType, int defaultLength) {
    this.word = word;
    this.sampleType = sampleType;
    this.defaultLength = defaultLength;
  }

  /** The type's name in the configuration. */
  public String word() {
    return word;
  }

  /** The type called {@code word}, or null. */
  public static @Nullable KeyType of(String word) {
    for (KeyType type : values()) {
      if (type.word.equals(word)) {
        return type;
      }
    }
    return null;
  }

  /** What a sample is cast to for it to be a key. */
  public SampleType sampleType() {
    return sampleType;
  }

  /** Whether keys are bytes, of which a table keeps so many. */
  public boolean isBytes() {
    return this == STRING || this == BINARY;
  }

  /** How many bytes are kept where the configuration does not say; 0 for numbers and addresses. */
  public int defaultLength() {
    return defaultLength;
  }
}
