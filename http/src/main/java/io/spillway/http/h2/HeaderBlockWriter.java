package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes header blocks (RFC 7541): numbers where the static table has them, and plain strings
 * otherwise, for responses and requests. Nothing is kept from block to block. Thread-safe.
 */
public final class HeaderBlockWriter {
  private static final int NOT_INDEXED = 0;
  private static final int AUTHORITY_NAME = 1;
  private static final int METHOD_NAME = 2;
  private static final int PATH_NAME = 4;
  private static final int SCHEME_NAME = 6;
  private static final int STATUS_NAME = 8;
  private static final int FIRST_HEADER = 15;
  private static final int WEBSOCKET_STATUS = 200;
  private static final int LONGEST_NAME = 32;

  private static final byte[] CONNECT = ascii("CONNECT");
  private static final byte[] PROTOCOL = ascii(":protocol");
  private static final byte[] WEBSOCKET = ascii("websocket");
  private static final byte[] HTTP = ascii("http");
  private static final byte[] HTTPS = ascii("https");
  private static final byte[] SLASH = ascii("/");
  private static final byte[] ASTERISK = ascii("*");
  private static final byte[] TRAILERS = ascii("trailers");

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

  /**
   * Writes a request's headers, those of the connection left out. A target that is an absolute URI
   * gives scheme and authority, which stands for Host then; with another one Host stays, and the
   * scheme is {@code https}, as HAProxy has it.
   *
   * @param webSocket whether the request asks to change to WebSocket, which becomes an extended
   *     CONNECT (RFC 8441 section 5)
   */
  public static void writeRequest(ByteBuf out, RequestHead head, boolean webSocket) {
    byte[] bytes = head.bytes();
    int authorityEnd = authorityEnd(head);
    boolean named = authorityEnd > head.authorityStart();
    if (webSocket) {
      writeIndexedName(out, METHOD_NAME, CONNECT, 0, CONNECT.length);
      writeLiteral(out, PROTOCOL, WEBSOCKET);
    } else {
      writeMethod(out, head);
    }
    if (webSocket || head.method() != Method.CONNECT) {
      writeTarget(out, head, named);
    }
    if (named) {
      writeIndexedName(out, AUTHORITY_NAME, bytes, head.authorityStart(), authorityEnd);
    } else if (webSocket) {
      named = writeHostAsAuthority(out, head);
    }
    for (int i = 0; i < head.headerCount(); i++) {
      int start = head.nameStart(i);
      int end = head.nameEnd(i);
      if (head.isRemoved(i)
          || isOfTheConnection(bytes, start, end)
          || (named && HeaderName.HOST.matches(bytes, start, end))
          || (webSocket && HeaderName.SEC_WEBSOCKET_KEY.matches(bytes, start, end))
          || (HeaderName.TE.matches(bytes, start, end) && !saysTrailers(head, i))) {
        continue;
      }
      writeField(out, bytes, start, end, head.valueStart(i), head.valueEnd(i));
    }
  }

  /** CONNECT must say whom it is for (RFC 9113 section 8.5); false where the head does not. */
  private static boolean writeHostAsAuthority(ByteBuf out, RequestHead head) {
    byte[] bytes = head.bytes();
    for (int i = 0; i < head.headerCount(); i++) {
      if (!head.isRemoved(i)
          && HeaderName.HOST.matches(bytes, head.nameStart(i), head.nameEnd(i))) {
        writeIndexedName(out, AUTHORITY_NAME, bytes, head.valueStart(i), head.valueEnd(i));
        return true;
      }
    }
    return false;
  }

  /** A query may follow the authority at once. */
  private static int authorityEnd(RequestHead head) {
    int path = head.pathStart();
    return path > head.authorityStart() ? Math.min(path, head.authorityEnd()) : head.authorityEnd();
  }

  private static void writeMethod(ByteBuf out, RequestHead head) {
    switch (head.method()) {
      case GET -> out.writeByte(0x80 | METHOD_NAME);
      case POST -> out.writeByte(0x80 | METHOD_NAME + 1);
      default ->
          writeIndexedName(out, METHOD_NAME, head.bytes(), head.methodStart(), head.methodEnd());
    }
  }

  private static void writeTarget(ByteBuf out, RequestHead head, boolean named) {
    byte[] bytes = head.bytes();
    int schemeEnd = named ? head.authorityStart() - 3 : 0;
    boolean plain =
        schemeEnd - head.uriStart() == HTTP.length
            && Arrays.equals(bytes, head.uriStart(), schemeEnd, HTTP, 0, HTTP.length);
    if (plain) {
      out.writeByte(0x80 | SCHEME_NAME);
    } else if (schemeEnd <= head.uriStart()
        || Arrays.equals(bytes, head.uriStart(), schemeEnd, HTTPS, 0, HTTPS.length)) {
      out.writeByte(0x80 | SCHEME_NAME + 1);
    } else {
      writeIndexedName(out, SCHEME_NAME, bytes, head.uriStart(), schemeEnd);
    }
    int start = head.pathStart();
    if (start < head.uriEnd() && bytes[start] == '?') {
      writeInteger(out, 0, 4, PATH_NAME);
      writeInteger(out, 0, 7, head.uriEnd() - start + 1);
      out.writeByte('/').writeBytes(bytes, start, head.uriEnd() - start);
    } else if (start < head.uriEnd()) {
      writeIndexedName(out, PATH_NAME, bytes, start, head.uriEnd());
    } else {
      byte[] path = head.method() == Method.OPTIONS ? ASTERISK : SLASH;
      writeIndexedName(out, PATH_NAME, path, 0, path.length);
    }
  }

  private static boolean saysTrailers(RequestHead head, int index) {
    return head.valueEnd(index) - head.valueStart(index) == TRAILERS.length
        && Arrays.equals(
            head.bytes(),
            head.valueStart(index),
            head.valueEnd(index),
            TRAILERS,
            0,
            TRAILERS.length);
  }

  private static void writeIndexedName(ByteBuf out, int name, byte[] value, int start, int end) {
    writeInteger(out, 0, 4, name);
    writeInteger(out, 0, 7, end - start);
    out.writeBytes(value, start, end - start);
  }

  private static void writeLiteral(ByteBuf out, byte[] name, byte[] value) {
    out.writeByte(0);
    writeInteger(out, 0, 7, name.length);
    out.writeBytes(name);
    writeInteger(out, 0, 7, value.length);
    out.writeBytes(value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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
