package io.spillway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A whole response that is ready to be sent: one of the standard ones, or one that an {@code
 * errorfile} holds. It exists in two forms. {@link #writeTo} writes it as a stream answers with it:
 * header names in lower case, Connection as the stream decides. {@link #rawBytes()} is what goes
 * out when a request could not even be parsed, after which the connection closes. Immutable.
 */
public final class ErrorPage {
  private static final byte[] CONNECTION_CLOSE = Ascii.bytes("connection: close\r\n");

  private final int status;
  private final boolean persistent;
  private final boolean declaresClose;
  private final byte[] head;
  private final byte[] body;
  private final byte[] raw;

  private ErrorPage(
      int status, boolean persistent, boolean declaresClose, byte[] head, byte[] body, byte[] raw) {
    this.status = status;
    this.persistent = persistent;
    this.declaresClose = declaresClose;
    this.head = head;
    this.body = body;
    this.raw = raw;
  }

  /** A standard page. */
  static ErrorPage standard(int status, String reason, String text) {
    String body =
        "<html><body><h1>" + status + " " + reason + "</h1>\n" + text + "\n</body></html>\n";
    String start = "HTTP/1.1 " + status + " " + reason + "\r\n";
    String stream =
        start
            + "content-length: "
            + body.length()
            + "\r\ncache-control: no-cache\r\ncontent-type: text/html\r\n";
    String raw =
        start
            + "Content-length: "
            + body.length()
            + "\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n"
            + body;
    return new ErrorPage(
        status, true, true, Ascii.bytes(stream), Ascii.bytes(body), Ascii.bytes(raw));
  }

  /**
   * Reads the message that an {@code errorfile} holds. An empty file means that nothing is sent.
   *
   * @param file the file's content; what is beyond the buffer's size is ignored, as HAProxy does
   * @param bufferSize tune.bufsize in bytes
   * @throws InvalidErrorFileException when it is no response, or one that cannot be sent as it is
   */
  public static ErrorPage parse(byte[] file, int bufferSize) throws InvalidErrorFileException {
    byte[] message = file.length > bufferSize ? Arrays.copyOf(file, bufferSize) : file;
    if (message.length == 0) {
      return new ErrorPage(0, false, false, message, message, message);
    }
    ResponseHead parsed = new ResponseHead(new HeadLimits(bufferSize, 2 * bufferSize, 102, false));
    ParseResult result = parsed.parse(Unpooled.wrappedBuffer(message));
    if (result != ParseResult.COMPLETE) {
      throw new InvalidErrorFileException(
          "unable to parse headers (error offset: "
              + (result == ParseResult.NEED_MORE ? -2 : parsed.violationOffset())
              + ")");
    }
    if (parsed.status() < 200 || parsed.status() >= 600) {
      throw new InvalidErrorFileException(
          "invalid http status code for an error message (" + parsed.status() + ")");
    }
    if (parsed.chunked()) {
      throw new InvalidErrorFileException("chunk-encoded payload not supported");
    }
    int bodyLength = message.length - parsed.receivedLength();
    if (parsed.contentLength() >= 0 && parsed.contentLength() != bodyLength) {
      throw new InvalidErrorFileException(
          "payload size does not match the announced content-length ("
              + bodyLength
              + " != "
              + parsed.contentLength()
              + ")");
    }
    byte[] body = new byte[bodyLength];
    System.arraycopy(message, parsed.receivedLength(), body, 0, bodyLength);
    return new ErrorPage(
        parsed.status(),
        parsed.contentLength() >= 0,
        parsed.minorVersion() > 0,
        headOf(parsed),
        body,
        message);
  }

  private static byte[] headOf(ResponseHead parsed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = parsed.bytes();
    out.write(bytes, parsed.versionStart(), parsed.versionEnd() - parsed.versionStart());
    out.write(' ');
    out.write(bytes, parsed.statusStart(), 3);
    out.write(' ');
    out.write(bytes, parsed.reasonStart(), parsed.reasonEnd() - parsed.reasonStart());
    out.write('\r');
    out.write('\n');
    for (int i = 0; i < parsed.headerCount(); i++) {
      if (parsed.isRemoved(i)) {
        continue;
      }
      for (int p = parsed.nameStart(i); p < parsed.nameEnd(i); p++) {
        out.write(Ascii.lower(bytes[p]));
      }
      out.write(':');
      out.write(' ');
      out.write(bytes, parsed.valueStart(i), parsed.valueEnd(i) - parsed.valueStart(i));
      out.write('\r');
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** The status of the response; 0 for the empty page, for which nothing is to be sent. */
  public int status() {
    return status;
  }

  /** Whether the connection may live on after this, because the body's length is told. */
  public boolean isPersistent() {
    return persistent;
  }

  /** The number of bytes of the body. */
  public int bodyLength() {
    return body.length;
  }

  /** The whole message as it goes out when the request could not be parsed. Not to be changed. */
  public byte[] rawBytes() {
    return raw;
  }

  /**
   * Writes the response as a stream sends it.
   *
   * @param close whether the connection closes after it; it does anyway unless {@link
   *     #isPersistent()}
   * @param withBody false to answer HEAD
   */
  public void writeTo(ByteBuf out, boolean close, boolean withBody) {
    if (status == 0) {
      return;
    }
    out.writeBytes(head);
    if (declaresClose && (close || !persistent)) {
      out.writeBytes(CONNECTION_CLOSE);
    }
    out.writeShort('\r' << 8 | '\n');
    if (withBody) {
      out.writeBytes(body);
    }
  }
}
