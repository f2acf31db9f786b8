package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Makes the text of an HTTP/1 head of a response's headers, and refuses what is malformed (RFC 9113
 * sections 8.1 to 8.3). The text says {@code HTTP/1.1} and has no reason, as HAProxy has it.
 */
public final class ResponseText extends FieldLines {
  private static final byte[] STATUS = ascii(":status");
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] SWITCHING = ascii("HTTP/1.1 101 \r\n");
  private static final byte[] UPGRADE =
      ascii("connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: ");

  private static final int SWITCHING_PROTOCOLS = 101;

  private int status;

  /**
   * Makes heads of limited size.
   *
   * @param maxBytes the most that is gathered of a block; of what is larger, only that is told
   */
  public ResponseText(int maxBytes) {
    super(maxBytes);
  }

  @Override
  public void begin() {
    super.begin();
    status = 0;
  }

  /** The status, 100 to 999; 0 where none came. */
  public int status() {
    return status;
  }

  /** Whether another response follows this one. */
  public boolean isInterim() {
    return status < 200;
  }

  @Override
  boolean pseudoHeader(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    if (status != 0 || valueLength != 3 || !is(name, nameStart, nameLength, STATUS)) {
      return false;
    }
    int number = 0;
    for (int i = 0; i < 3; i++) {
      byte b = value[valueStart + i];
      if (b < '0' || b > '9') {
        return false;
      }
      number = number * 10 + b - '0';
    }
    status = number;
    return true;
  }

  @Override
  boolean takes(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    return false;
  }

  /** There is no 101 in HTTP/2 (RFC 9113 section 8.6). */
  @Override
  boolean hasWellFormedStart() {
    return status >= 100 && status != SWITCHING_PROTOCOLS;
  }

  /**
   * Writes the response's head.
   *
   * @param chunked whether a body of unknown length follows
   */
  public void writeTo(ByteBuf out, boolean chunked) {
    out.writeBytes(VERSION);
    out.writeByte('0' + status / 100)
        .writeByte('0' + status / 10 % 10)
        .writeByte('0' + status % 10);
    out.writeByte(' ').writeShort(LINE_END);
    writeLinesTo(out);
    if (chunked) {
      out.writeBytes(CHUNKED);
    }
    out.writeShort(LINE_END);
  }

  /**
   * Writes the head of the response of HTTP/1 that says that the connection now speaks WebSocket,
   * where this one says so in HTTP/2 (RFC 8441 section 5).
   *
   * @param accept the answer to the client's key (RFC 6455 section 4.2.2)
   */
  public void writeUpgradeTo(ByteBuf out, String accept) {
    out.writeBytes(SWITCHING);
    out.writeBytes(UPGRADE);
    out.writeCharSequence(accept, StandardCharsets.US_ASCII);
    out.writeShort(LINE_END);
    writeLinesTo(out);
    out.writeShort(LINE_END);
  }
}
