package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The layout of frames (RFC 9113 sections 4 and 6), and how those without content are written. */
public final class Frames {
  /** What a client sends first. */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How long the preface is, in bytes. */
  public static final int PREFACE_LENGTH = PREFACE.length;

  /** How long a frame's header is, in bytes. */
  public static final int HEADER_LENGTH = 9;

  /** The smallest limit of a frame's payload, and the one that holds at first, in bytes. */
  public static final int MIN_MAX_FRAME_SIZE = 16384;

  /** The largest limit that there can be, in bytes. */
  public static final int MAX_MAX_FRAME_SIZE = (1 << 24) - 1;

  /** The window that holds at first, in bytes. */
  public static final int INITIAL_WINDOW = 65535;

  /** The largest window, in bytes. */
  public static final int MAX_WINDOW = Integer.MAX_VALUE;

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final int PADDED = 8;
  public static final int PRIORITY_FLAG = 0x20;

  private Frames() {}

  /** How many of the first readable bytes are those of the preface; -1 where one differs. */
  public static int matchPreface(ByteBuf bytes) {
    int length = Math.min(bytes.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != PREFACE[i]) {
        return -1;
      }
    }
    return length;
  }

  /** Writes what a client sends first. */
  public static void writePreface(ByteBuf out) {
    out.writeBytes(PREFACE);
  }

  /**
   * Writes SETTINGS.
   *
   * @param settings pairs of a {@link SettingId} and its value
   */
  public static void writeSettings(ByteBuf out, int[]... settings) {
    writeHeader(out, 6 * settings.length, SETTINGS, 0, 0);
    for (int[] setting : settings) {
      out.writeShort(setting[0]).writeInt(setting[1]);
    }
  }

  /** Writes a frame's header. */
  public static void writeHeader(ByteBuf out, int length, int type, int flags, int stream) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  /** Writes RST_STREAM. */
  public static void writeReset(ByteBuf out, int stream, ErrorCode error) {
    writeHeader(out, 4, RST_STREAM, 0, stream);
    out.writeInt(error.code());
  }

  /** Writes GOAWAY without additional data. */
  public static void writeGoAway(ByteBuf out, int lastStream, ErrorCode error) {
    writeHeader(out, 8, GOAWAY, 0, 0);
    out.writeInt(lastStream).writeInt(error.code());
  }

  /** Writes WINDOW_UPDATE; {@code stream} is 0 for the connection. */
  public static void writeWindowUpdate(ByteBuf out, int stream, int increment) {
    writeHeader(out, 4, WINDOW_UPDATE, 0, stream);
    out.writeInt(increment);
  }

  /** Writes the answer to a PING. */
  public static void writePingAck(ByteBuf out, long opaque) {
    writeHeader(out, 8, PING, ACK, 0);
    out.writeLong(opaque);
  }

  /** Writes the answer to SETTINGS. */
  public static void writeSettingsAck(ByteBuf out) {
    writeHeader(out, 0, SETTINGS, ACK, 0);
  }
}
