package io.spillway.proxy.check;

import io.netty.buffer.Unpooled;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a server has sent to a check: bytes, and where they are HTTP the response in them. Confined
 * to the check's thread.
 */
final class CheckBuffer {
  private static final int SIZE = 16384;

  private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
  private boolean isEnded;
  private @Nullable ResponseHead head;
  private int bodyStart;

  void clear() {
    buffer.clear();
    isEnded = false;
    head = null;
    bodyStart = 0;
  }

  /** Reads once; whether anything came. */
  boolean readFrom(CheckConnection connection) throws IOException {
    if (!buffer.hasRemaining() || connection.read(buffer) < 0) {
      isEnded = true;
      return false;
    }
    return true;
  }

  /** Whether the server closed, or nothing more fits. */
  boolean isEnded() {
    return isEnded;
  }

  int length() {
    return buffer.position();
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** The response's head, or null before it was parsed. */
  @Nullable ResponseHead head() {
    return head;
  }

  /** Parses the head of a response, as far as it came. */
  ParseResult parseHead() {
    ResponseHead parsed = new ResponseHead();
    var input = Unpooled.wrappedBuffer(buffer.array(), 0, buffer.position());
    ParseResult result = parsed.parse(input);
    if (result == ParseResult.COMPLETE) {
      head = parsed;
      bodyStart = parsed.receivedLength();
    }
    return result;
  }

  /** Whether the whole of the response's body came. */
  boolean isBodyComplete() {
    ResponseHead parsed = head;
    if (parsed == null) {
      return false;
    }
    if (parsed.chunked()) {
      return isEnded || dechunk(new ByteArrayOutputStream());
    }
    return isEnded
        || (parsed.contentLength() >= 0 && length() - bodyStart >= parsed.contentLength());
  }

  /** What came of the body, without framing. */
  byte[] body() {
    ResponseHead parsed = head;
    if (parsed == null) {
      return new byte[0];
    }
    if (parsed.chunked()) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      dechunk(body);
      return body.toByteArray();
    }
    return Arrays.copyOfRange(buffer.array(), bodyStart, buffer.position());
  }

  /** Copies the data of the chunks that came; whether the last one was among them. */
  private boolean dechunk(ByteArrayOutputStream body) {
    byte[] bytes = buffer.array();
    int at = bodyStart;
    while (true) {
      int lineEnd = at;
      while (lineEnd < length() && bytes[lineEnd] != '\n') {
        lineEnd++;
      }
      if (lineEnd == length()) {
        return false;
      }
      String line = new String(bytes, at, lineEnd - at, StandardCharsets.ISO_8859_1);
      int size = chunkSize(line.strip());
      if (size <= 0) {
        return true;
      }
      int available = Math.min(size, length() - lineEnd - 1);
      body.write(bytes, lineEnd + 1, available);
      if (available < size) {
        return false;
      }
      at = Math.min(lineEnd + 1 + size + 2, length());
    }
  }

  private static int chunkSize(String line) {
    int extension = line.indexOf(';');
    String digits = extension < 0 ? line : line.substring(0, extension).strip();
    try {
      return Integer.parseInt(digits, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
