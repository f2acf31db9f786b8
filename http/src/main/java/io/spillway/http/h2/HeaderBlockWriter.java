package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import io.spillway.http.HeaderName;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes header blocks (RFC 7541): numbers where the static table has them, and plain strings
 * otherwise. Nothing is kept from block to block. Thread-safe.
 */
public final class HeaderBlockWriter {
  private static final int NOT_INDEXED = 0;
  private static final int STATUS_NAME = 8;
  private static final int FIRST_HEADER = 15;
  private static final int WEBSOCKET_STATUS = 200;
  private static final int LONGEST_NAME = 32;

  /** For each length of a name: the numbers of the static table's headers that have it. */
  private static final byte[][] BY_LENGTH = new byte[LONGEST_NAME][];

  /** What is said for this hop alone, and means nothing in HTTP/2 (RFC 9113 section 8.2.2). */
  private static final HeaderName[] OF_THE_CONNECTION = {
    HeaderName.CONNECTION,
    HeaderName.of("Proxy-Connection"),
    HeaderName.of("Keep-Alive"),
    HeaderName.UPGRADE,
    HeaderName.TRANSFER_ENCODING
  };

  static {
    Arrays.fill(BY_LENGTH, new byte[0]);
    for (int i = FIRST_HEADER; i <= StaticTable.SIZE; i++) {
      int length = StaticTable.name(i).length;
      byte[] before = BY_LENGTH[length];
      BY_LENGTH[length] = Arrays.copyOf(before, before.length + 1);
      BY_LENGTH[length][before.length] = (byte) i;
    }
  }

  private HeaderBlockWriter() {}

  /**
   * Writes a response's headers, those of the connection left out.
   *
   * @param upgraded whether the response is the 101 that answers an extended CONNECT, which is
   *     answered with 200 in HTTP/2 (RFC 8441 section 5)
   */
  public static void writeResponse(ByteBuf out, ResponseHead head, boolean upgraded) {
    writeStatus(out, upgraded ? WEBSOCKET_STATUS : head.status());
    byte[] bytes = head.bytes();
    for (int i = 0; i < head.headerCount(); i++) {
      if (head.isRemoved(i) || isOfTheConnection(bytes, head.nameStart(i), head.nameEnd(i))) {
        continue;
      }
      if (upgraded
          && HeaderName.SEC_WEBSOCKET_ACCEPT.matches(bytes, head.nameStart(i), head.nameEnd(i))) {
        continue;
      }
      writeField(
          out, bytes, head.nameStart(i), head.nameEnd(i), head.valueStart(i), head.valueEnd(i));
    }
  }

  private static boolean isOfTheConnection(byte[] bytes, int start, int end) {
    for (HeaderName name : OF_THE_CONNECTION) {
      if (name.length() == end - start && name.matches(bytes, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static void writeStatus(ByteBuf out, int status) {
    int index =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> NOT_INDEXED;
        };
    if (index != NOT_INDEXED) {
      out.writeByte(0x80 | index);
      return;
    }
    out.writeByte(STATUS_NAME).writeByte(3);
    out.writeBytes(Integer.toString(status).getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes one field; its name becomes lower case. */
  public static void writeField(
      ByteBuf out, byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int index = staticIndex(bytes, nameStart, nameEnd);
    writeInteger(out, 0, 4, index);
    if (index == NOT_INDEXED) {
      writeInteger(out, 0, 7, nameEnd - nameStart);
      for (int i = nameStart; i < nameEnd; i++) {
        out.writeByte(lower(bytes[i]));
      }
    }
    writeInteger(out, 0, 7, valueEnd - valueStart);
    out.writeBytes(bytes, valueStart, valueEnd - valueStart);
  }

  private static int staticIndex(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length >= LONGEST_NAME) {
      return NOT_INDEXED;
    }
    for (byte candidate : BY_LENGTH[length]) {
      byte[] name = StaticTable.name(candidate);
      int i = 0;
      while (i < length && lower(bytes[start + i]) == name[i]) {
        i++;
      }
      if (i == length) {
        return candidate;
      }
    }
    return NOT_INDEXED;
  }

  private static byte lower(byte b) {
    return (byte) (b >= 'A' && b <= 'Z' ? b + 32 : b);
  }

  private static void writeInteger(ByteBuf out, int pattern, int prefixBits, int value) {
    int mask = (1 << prefixBits) - 1;
    if (value < mask) {
      out.writeByte(pattern | value);
      return;
    }
    out.writeByte(pattern | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      out.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
