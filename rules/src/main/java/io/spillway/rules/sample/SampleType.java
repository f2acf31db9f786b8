package io.spillway.rules.sample;

/**
 * The types of samples (configuration manual, chapter 7 "Using ACLs and fetching samples"). {@link
 * #ANY}, {@link #SAME} and {@link #ADDRESS} only declare what a fetch or converter may take or
 * give; a {@link Sample} that holds a value has one of the others.
 */
public enum SampleType {
  /** Decided by the value itself. */
  ANY("any"),
  /** A converter's output: what its input was. */
  SAME("same"),
  BOOLEAN("bool"),
  /** A signed integer of 64 bits. */
  INTEGER("sint"),
  /** Either of the two address types. */
  ADDRESS("addr"),
  IPV4("ipv4"),
  IPV6("ipv6"),
  STRING("str"),
  BINARY("bin"),
  /** An HTTP method. */
  METHOD("meth");

  private final String word;

  SampleType(String word) {
    this.word = word;
  }

  /** The type's name in messages and listings. */
  public String word() {
    return word;
  }

  /** Whether a value of this type is a range of bytes. */
  public boolean isBytes() {
    return this == STRING || this == BINARY || this == METHOD;
  }
}
