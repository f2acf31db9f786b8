package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * Makes the text of an HTTP/1 head of a request's headers, and refuses what is malformed (RFC 9113
 * sections 8.1 to 8.3, 8.5; RFC 8441). The text says {@code HTTP/2.0}; its target is an absolute
 * URI where the client named an authority, as HAProxy has it. No part of the start line holds what
 * could end it.
 */
public final class HeadText extends FieldLines {
  private static final byte[] VERSION = ascii(" HTTP/2.0\r\n");
  private static final byte[] HOST = ascii("host");
  private static final byte[] COOKIE = ascii("cookie");
  private static final byte[] METHOD = ascii(":method");
  private static final byte[] SCHEME = ascii(":scheme");
  private static final byte[] AUTHORITY = ascii(":authority");
  private static final byte[] PATH = ascii(":path");
  private static final byte[] PROTOCOL = ascii(":protocol");
  private static final byte[] CONNECT = ascii("CONNECT");
  private static final byte[] GET = ascii("GET");
  private static final byte[] OPTIONS = ascii("OPTIONS");
  private static final byte[] WEBSOCKET = ascii("websocket");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\nupgrade: ");
  private static final byte[] WEBSOCKET_KEY = ascii("\r\nsec-websocket-key: ");

  private final TextRange method = new TextRange();
  private final TextRange scheme = new TextRange();
  private final TextRange authority = new TextRange();
  private final TextRange path = new TextRange();
  private final TextRange protocol = new TextRange();
  private final TextRange cookies = new TextRange();
  private boolean hostSeen;

  /**
   * Makes heads of limited size.
   *
   * @param maxBytes the most that is gathered of a block; of what is larger, only that is told
   */
  public HeadText(int maxBytes) {
    super(maxBytes);
  }

  @Override
  public void begin() {
    super.begin();
    method.clear();
    scheme.clear();
    authority.clear();
    path.clear();
    protocol.clear();
    cookies.clear();
    hostSeen = false;
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
  boolean pseudoHeader(
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

  @Override
  boolean takes(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    if (is(name, nameStart, nameLength, HOST)) {
      if (authority.isPresent() || hostSeen) {
        return true; // the authority is what counts
      }
      hostSeen = true;
    } else if (is(name, nameStart, nameLength, COOKIE)) {
      cookies.appendCookie(value, valueStart, valueLength);
      return true;
    }
    return false;
  }

  @Override
  boolean hasWellFormedStart() {
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
      out.writeShort(LINE_END);
    }
    writeLinesTo(out);
    if (cookies.length() > 0) {
      out.writeBytes(COOKIE).writeShort(':' << 8 | ' ');
      cookies.writeTo(out);
      out.writeShort(LINE_END);
    }
    if (extended) {
      out.writeBytes(UPGRADE);
      protocol.writeTo(out);
      out.writeBytes(WEBSOCKET_KEY).writeBytes(webSocketKey).writeShort(LINE_END);
    } else if (chunked) {
      out.writeBytes(CHUNKED);
    }
    out.writeShort(LINE_END);
  }
}
