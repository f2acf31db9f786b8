package io.spillway.proxy.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client of HTTP/2 that sends what a test says, rules or no rules. */
final class Http2Peer implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int INITIAL_WINDOW_SIZE = 4;

  /** A frame that came; type -1 where the connection ended instead. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean endsStream() {
      return (flags & END_STREAM) != 0;
    }

    /** The error that RST_STREAM or GOAWAY tells. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }
  }

  private final Socket socket;
  private final DataInputStream input;

  Http2Peer(int port, byte... settings) throws IOException {
    socket = new Socket("127.0.0.1", port);
    input = new DataInputStream(socket.getInputStream());
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, settings);
  }

  static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** A header block without any compression; names and values take turns. */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      for (String text : new String[] {fields[i], fields[i + 1]}) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return block.toByteArray();
  }

  void send(int type, int flags, int stream, byte... payload) throws IOException {
    sendRaw(frame(type, flags, stream, payload));
  }

  void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** A request without a body. */
  void get(int stream, String path) throws IOException {
    send(
        HEADERS,
        END_HEADERS | END_STREAM,
        stream,
        block(":method", "GET", ":scheme", "http", ":authority", "a", ":path", path));
  }

  /** The next frame, whatever it is. */
  Frame read() throws IOException {
    try {
      int first = input.read();
      if (first < 0) {
        return new Frame(-1, 0, 0, new byte[0]);
      }
      int length = first << 16 | input.readUnsignedShort();
      int type = input.readUnsignedByte();
      int flags = input.readUnsignedByte();
      int stream = input.readInt();
      return new Frame(type, flags, stream, input.readNBytes(length));
    } catch (SocketException e) {
      return new Frame(-1, 0, 0, new byte[0]); // reset
    }
  }

  /** The next frame of a stream, or that ends the connection. */
  Frame readOfStreams() throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.type() == -1
          || frame.type() == GOAWAY
          || (frame.stream() != 0 && frame.type() != WINDOW_UPDATE)) {
        return frame;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
