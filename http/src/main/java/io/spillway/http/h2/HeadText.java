package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the text of an HTTP/1 head of a request's headers, and refuses what is malformed (RFC 9113
 * sections 8.1 to 8.3, 8.5; RFC 8441). The text says {@code HTTP/2.0}; its target is an absolute
 * URI where the client named an authority, as HAProxy has it. What it holds cannot be read in two
 * ways: a name is a lower-case token, and neither a value nor a part of the start line holds what
 * could end it.
 *
 * <p>Also makes the text of trailers. Used again for block after block; confined to one loop.
 */
public final class HeadText implements HeaderBlockReader.Sink {
  private static final int FIRST_CAPACITY = 512;
  private static final int FIELD_OVERHEAD = 4;

  private static final byte[] VERSION = ascii(" HTTP/2.0\r\n");
  private static final byte[] HOST = ascii("host");
  private static final byte[] COOKIE = ascii("cookie");
  private static final byte[] TE = ascii("te");
  private static final byte[] TRAILERS = ascii("trailers");
  private static final byte[] CONTENT_LENGTH = ascii("content-length");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
  private static final byte[] METHOD = ascii(":method");
  private static final byte[] SCHEME = ascii(":scheme");
  private static final byte[] AUTHORITY = ascii(":authority");
  private static final byte[] PATH = ascii(":path");
  private static final byte[] PROTOCOL = ascii(":protocol");
  private static final byte[] CONNECT = ascii("CONNECT");
  private static final byte[] GET = ascii("GET");
  private static final byte[] OPTIONS = ascii("OPTIONS");
  private static final byte[] WEBSOCKET = ascii("websocket");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\nupgrade: ");
  private static final byte[] WEBSOCKET_KEY = ascii("\r\nsec-websocket-key: ");
  private static final byte[][] OF_THE_CONNECTION = {
    ascii("connection"),
    ascii("proxy-connection"),
    ascii("keep-alive"),
    ascii("upgrade"),
    TRANSFER_ENCODING
  };

  private final int maxBytes;
  private final TextRange method = new TextRange();
  private final TextRange scheme = new TextRange();
  private final TextRange authority = new TextRange();
  private final TextRange path = new TextRange();
  private final TextRange protocol = new TextRange();
  private final TextRange cookies = new TextRange();
  private byte[] lines = new byte[FIRST_CAPACITY];
  private int length;
  private boolean isTrailers;
  private boolean regularSeen;
  private boolean hostSeen;
  private boolean malformed;
  private long contentLength;
  private long bytes;

  /**
   * Makes heads of limited size.
   *
   * @param maxBytes the most that is gathered of a block; of what is larger, only that is told
   */
  public HeadText(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The headers of a request follow. */
  public void begin() {
    method.clear();
    scheme.clear();
    authority.clear();
    path.clear();
    protocol.clear();
    cookies.clear();
    length = 0;
    isTrailers = false;
    regularSeen = false;
    hostSeen = false;
    malformed = false;
    contentLength = -1;
    bytes = 0;
  }

  /** Trailers follow. */
  public void beginTrailers() {
    begin();
    isTrailers = true;
  }

  /** Whether there was more than is gathered. */
  public boolean isTooLarge() {
    return bytes > maxBytes;
  }

  /** Whether the client sent {@code content-length}, and what it says, in bytes; -1 for none. */
  public long contentLength() {
    return contentLength;
  }

  /** Whether the method is CONNECT, without a protocol: what follows are the bytes of a tunnel. */
  public boolean isConnect() {
    return method.is(CONNECT) && !protocol.isPresent();
  }

  /** Whether this is an extended CONNECT. */
  public boolean isExtendedConnect() {
    return protocol.isPresent();
  }

  @Override
  public void header(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    bytes += nameLength + valueLength + FIELD_OVERHEAD;
    if (malformed || isTooLarge()) {
      return;
    }
    if (nameLength == 0) {
      malformed = true;
    } else if (name[nameStart] == ':') {
      malformed =
          isTrailers
              || regularSeen
              || !pseudoHeader(name, nameStart, nameLength, value, valueStart, valueLength);
    } else {
      regularSeen = true;
      malformed = !field(name, nameStart, nameLength, value, valueStart, valueLength);
    }
  }

  private boolean pseudoHeader(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    TextRange part = null;
    switch (nameLength) {
      case 5 -> part = is(name, nameStart, nameLength, PATH) ? path : null;
      case 7 ->
          part =
              is(name, nameStart, nameLength, METHOD)
                  ? method
                  : is(name, nameStart, nameLength, SCHEME) ? scheme : null;
      case 9 -> part = is(name, nameStart, nameLength, PROTOCOL) ? protocol : null;
      case 10 -> part = is(name, nameStart, nameLength, AUTHORITY) ? authority : null;
      default -> {
        // there is no other
      }
    }
    if (part == null || part.isPresent()) {
      return false;
    }
    for (int i = 0; i < valueLength; i++) {
      byte b = value[valueStart + i];
      if ((b >= 0 && b <= ' ') || b == 0x7f) {
        return false;
      }
    }
    part.set(value, valueStart, valueLength);
    return true;
  }

  private boolean field(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    for (int i = 0; i < nameLength; i++) {
      if (!FieldBytes.isNameByte(name[nameStart + i])) {
        return false;
      }
    }
    for (int i = 0; i < valueLength; i++) {
      if (FieldBytes.endsValue(value[valueStart + i])) {
        return false;
      }
    }
    switch (nameLength) {
      case 2 -> {
        if (is(name, nameStart, nameLength, TE) && !is(value, valueStart, valueLength, TRAILERS)) {
          return false;
        }
      }
      case 4 -> {
        if (is(name, nameStart, nameLength, HOST)) {
          if (authority.isPresent() || hostSeen) {
            return true; // the authority is what counts
          }
          hostSeen = true;
        }
      }
      case 6 -> {
        if (!isTrailers && is(name, nameStart, nameLength, COOKIE)) {
          cookies.appendCookie(value, valueStart, valueLength);
          return true;
        }
      }
      case 14 -> {
        if (is(name, nameStart, nameLength, CONTENT_LENGTH)) {
          return !isTrailers && takeContentLength(value, valueStart, valueLength);
        }
      }
      default -> {
        // looked at below
      }
    }
    for (byte[] forbidden : OF_THE_CONNECTION) {
      if (is(name, nameStart, nameLength, forbidden)) {
        return false;
      }
    }
    line(name, nameStart, nameLength, value, valueStart, valueLength);
    return true;
  }

  private boolean takeContentLength(byte[] value, int start, int count) {
    if (count == 0 || count > 18) {
      return false;
    }
    long number = 0;
    for (int i = 0; i < count; i++) {
      byte b = value[start + i];
      if (b < '0' || b > '9') {
        return false;
      }
      number = number * 10 + b - '0';
    }
    if (contentLength >= 0) {
      return contentLength == number;
    }
    contentLength = number;
    line(CONTENT_LENGTH, 0, CONTENT_LENGTH.length, value, start, count);
    return true;
  }

  private void line(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    int needed = length + nameLength + valueLength + FIELD_OVERHEAD;
    if (needed > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(needed, 2 * lines.length));
    }
    System.arraycopy(name, nameStart, lines, length, nameLength);
    int at = length + nameLength;
    lines[at++] = ':';
    lines[at++] = ' ';
    System.arraycopy(value, valueStart, lines, at, valueLength);
    at += valueLength;
    lines[at++] = '\r';
    lines[at] = '\n';
    length = needed;
  }

  private static boolean is(byte[] bytes, int start, int length, byte[] expected) {
    return Arrays.equals(bytes, start, start + length, expected, 0, expected.length);
  }

  /** Whether what came is a request, or trailers. */
  public boolean isWellFormed() {
    if (malformed) {
      return false;
    }
    if (isTrailers) {
      return true;
    }
    if (!method.isPresent() || !FieldBytes.isToken(method) || FieldBytes.endsAuthority(authority)) {
      return false;
    }
    if (method.is(CONNECT)) {
      if (!protocol.isPresent()) {
        return authority.length() > 0 && !path.isPresent() && !scheme.isPresent();
      }
      if (authority.length() == 0) {
        return false;
      }
    } else if (protocol.isPresent()) {
      return false;
    }
    return FieldBytes.isScheme(scheme)
        && path.length() > 0
        && (path.first() == '/' || (path.is('*') && method.is(OPTIONS)));
  }

  /** Whether the protocol of an extended CONNECT is one that HTTP/1 has too: WebSocket. */
  public boolean isKnownProtocol() {
    return protocol.is(WEBSOCKET);
  }

  /**
   * Writes the request's head.
   *
   * @param chunked whether a body of unknown length follows
   * @param webSocketKey what the server is to answer to where this is an extended CONNECT, which
   *     becomes the upgrade of HTTP/1
   */
  public void writeTo(ByteBuf out, boolean chunked, byte[] webSocketKey) {
    boolean extended = protocol.isPresent();
    boolean connect = method.is(CONNECT) && !extended;
    if (extended) {
      out.writeBytes(GET);
    } else {
      method.writeTo(out);
    }
    out.writeByte(' ');
    if (connect) {
      authority.writeTo(out);
    } else {
      if (authority.length() > 0) {
        scheme.writeTo(out);
        out.writeByte(':').writeShort('/' << 8 | '/');
        authority.writeTo(out);
      }
      if (authority.length() == 0 || !path.is('*')) {
        path.writeTo(out);
      }
    }
    out.writeBytes(VERSION);
    if (authority.length() > 0) {
      out.writeBytes(HOST).writeShort(':' << 8 | ' ');
      authority.writeTo(out);
      out.writeShort('\r' << 8 | '\n');
    }
    out.writeBytes(lines, 0, length);
    if (cookies.length() > 0) {
      out.writeBytes(COOKIE).writeShort(':' << 8 | ' ');
      cookies.writeTo(out);
      out.writeShort('\r' << 8 | '\n');
    }
    if (extended) {
      out.writeBytes(UPGRADE);
      protocol.writeTo(out);
      out.writeBytes(WEBSOCKET_KEY).writeBytes(webSocketKey).writeShort('\r' << 8 | '\n');
    } else if (chunked) {
      out.writeBytes(CHUNKED);
    }
    out.writeShort('\r' << 8 | '\n');
  }

  /** Writes the lines of trailers, without an empty one. */
  public void writeTrailersTo(ByteBuf out) {
    out.writeBytes(lines, 0, length);
  }
}
