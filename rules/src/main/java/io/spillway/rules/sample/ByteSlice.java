package io.spillway.rules.sample;

import java.nio.charset.StandardCharsets;

/**
 * A reusable view of bytes that someone else owns. Valid as long as its owner says; confined to the
 * thread that runs the rules.
 */
public final class ByteSlice {
  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;
  private int offset;
  private int length;

  /** Points this view to {@code length} bytes of {@code bytes} from {@code offset}. */
  public ByteSlice set(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /** The array that holds the bytes. */
  public byte[] array() {
    return bytes;
  }

  /** Where they begin in {@link #array}. */
  public int offset() {
    return offset;
  }

  /** How many they are. */
  public int length() {
    return length;
  }

  /** The bytes as text, one character a byte. */
  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
