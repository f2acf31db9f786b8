package io.spillway.proxy.check.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.check.MessageReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code option spop-check}: a stream processing offload agent answers a hello with its own, and
 * agrees with it (HAProxy's SPOE.txt, chapter 3.2).
 */
public final class SpopCheck {
  private static final int LENGTH_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 16380;
  private static final int MIN_FRAME_SIZE = 256;
  private static final int AGENT_HELLO = 101;
  private static final int AGENT_DISCONNECT = 102;
  private static final int FINAL_FRAGMENT = 1;
  private static final String VERSION = "2.0";

  /** What an agent that disconnects says; other codes mean that it does not know. */
  private static final List<String> REASONS =
      List.of(
          "normal",
          "I/O error",
          "a timeout occurred",
          "frame is too big",
          "invalid frame received",
          "version value not found",
          "max-frame-size value not found",
          "capabilities value not found",
          "unsupported version",
          "max-frame-size too big or too small",
          "fragmentation not supported",
          "invalid interlaced frames",
          "frame-id not found",
          "resource allocation error");

  private static final MessageReader.Failed INVALID =
      MessageReader.Failed.invalid("invalid frame received");

  /** The check. */
  public static final CheckScript SCRIPT =
      CheckScript.protocol(
          List.of(
              new CheckStep.Send(CheckText.of(hello()), ""), Received.message(SpopCheck::read)));

  private SpopCheck() {}

  private static byte[] hello() {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(HexFormat.of().parseHex("01000000010000")); // HAProxy's hello, final
    string(frame, "supported-versions");
    frame.write(Values.STRING);
    string(frame, VERSION);
    string(frame, "max-frame-size");
    frame.write(Values.UNSIGNED);
    frame.writeBytes(HexFormat.of().parseHex("fcf006")); // 16380
    string(frame, "capabilities");
    frame.write(Values.STRING);
    string(frame, "");
    string(frame, "healthcheck");
    frame.write(Values.BOOLEAN | Values.TRUE);
    byte[] bytes = frame.toByteArray();
    return ByteBuffer.allocate(LENGTH_SIZE + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  private static MessageReader.Outcome read(byte[] received, boolean isEnded) {
    if (received.length < LENGTH_SIZE) {
      return isEnded ? INVALID : MessageReader.Incomplete.INCOMPLETE;
    }
    ByteBuffer frame = ByteBuffer.wrap(received);
    int length = frame.getInt();
    if (length < 0 || length > MAX_FRAME_SIZE) {
      return INVALID;
    }
    if (frame.remaining() < length) {
      return isEnded ? INVALID : MessageReader.Incomplete.INCOMPLETE;
    }
    frame.limit(LENGTH_SIZE + length);
    // Type, flags, and the identifiers of a stream and a frame, which a hello has not.
    if (length < 7) {
      return INVALID;
    }
    int type = frame.get() & 0xFF;
    int flags = frame.getInt();
    if (type != AGENT_HELLO && type != AGENT_DISCONNECT) {
      return INVALID;
    }
    if ((flags & FINAL_FRAGMENT) == 0) {
      return MessageReader.Failed.invalid(REASONS.get(10));
    }
    if (frame.getShort() != 0) {
      return INVALID;
    }
    Map<String, Object> values = Values.read(frame);
    if (values == null) {
      return INVALID;
    }
    return type == AGENT_HELLO ? hello(values) : disconnect(values);
  }

  private static MessageReader.Outcome hello(Map<String, Object> values) {
    if (!(values.get("version") instanceof String version)) {
      return MessageReader.Failed.invalid(REASONS.get(5));
    }
    if (!version.strip().equals(VERSION)) {
      return MessageReader.Failed.invalid(REASONS.get(8));
    }
    if (!(values.get("max-frame-size") instanceof Long size)) {
      return MessageReader.Failed.invalid(REASONS.get(6));
    }
    if (size < MIN_FRAME_SIZE || size > MAX_FRAME_SIZE) {
      return MessageReader.Failed.invalid(REASONS.get(9));
    }
    return new MessageReader.Passed("SPOA server is ok");
  }

  private static MessageReader.Outcome disconnect(Map<String, Object> values) {
    long code = values.get("status-code") instanceof Long number ? number : 0;
    return MessageReader.Failed.invalid(
        code >= 0 && code < REASONS.size() ? REASONS.get((int) code) : "an unknown error occurred");
  }

  /** The typed values of a frame (SPOE.txt, chapter 3.1). */
  private static final class Values {
    static final int BOOLEAN = 1;
    static final int SIGNED = 2;
    static final int UNSIGNED = 3;
    static final int LAST_NUMBER = 5;
    static final int IPV4 = 6;
    static final int IPV6 = 7;
    static final int STRING = 8;
    static final int BINARY = 9;
    static final int TRUE = 0x10;

    private Values() {}

    /** All of them by their names, numbers as Long; null where they are not well-formed. */
    static @Nullable Map<String, Object> read(ByteBuffer frame) {
      Map<String, Object> values = new HashMap<>();
      while (frame.hasRemaining()) {
        String name = string(frame);
        if (name == null || !frame.hasRemaining()) {
          return null;
        }
        Object value = value(frame, frame.get() & 0xF);
        if (value == null) {
          return null;
        }
        values.put(name, value);
      }
      return values;
    }

    private static @Nullable Object value(ByteBuffer frame, int type) {
      if (type < SIGNED) {
        return Boolean.TRUE; // nothing, or a truth that nobody asks for
      }
      if (type <= LAST_NUMBER) {
        long number = number(frame);
        return number < 0 ? null : number;
      }
      return switch (type) {
        case IPV4 -> skip(frame, 4);
        case IPV6 -> skip(frame, 16);
        case STRING, BINARY -> string(frame);
        default -> null;
      };
    }

    private static @Nullable Object skip(ByteBuffer frame, int length) {
      if (frame.remaining() < length) {
        return null;
      }
      frame.position(frame.position() + length);
      return Boolean.TRUE;
    }

    private static @Nullable String string(ByteBuffer frame) {
      long length = number(frame);
      if (length < 0 || length > frame.remaining()) {
        return null;
      }
      byte[] bytes = new byte[(int) length];
      frame.get(bytes);
      return new String(bytes, ISO_8859_1);
    }

    /** A number of variable length: 240 and more continue with seven bits a byte; -1 for none. */
    private static long number(ByteBuffer frame) {
      if (!frame.hasRemaining()) {
        return -1;
      }
      long number = frame.get() & 0xFF;
      if (number < 240) {
        return number;
      }
      for (int shift = 4; shift < 60; shift += 7) {
        if (!frame.hasRemaining()) {
          return -1;
        }
        long next = frame.get() & 0xFF;
        number += next << shift;
        if (next < 128) {
          return number;
        }
      }
      return -1;
    }
  }
}
