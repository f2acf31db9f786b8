package io.spillway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.h2.Frames;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking connection of HTTP/2, frame by frame. Reading is confined to one thread. */
final class StreamWire implements AutoCloseable {
  /** A frame that came. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }

  private final Socket socket;
  private final DataInputStream input;

  StreamWire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    input = new DataInputStream(socket.getInputStream());
  }

  /** A header block of literals; names and values take turns. */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      for (String text : new String[] {fields[i], fields[i + 1]}) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return block.toByteArray();
  }

  static void append(ByteBuf out, int type, int flags, int stream, byte... payload) {
    Frames.writeHeader(out, payload.length, type, flags, stream);
    out.writeBytes(payload);
  }

  void send(int type, int flags, int stream, byte... payload) throws IOException {
    ByteBuf out = Unpooled.buffer();
    append(out, type, flags, stream, payload);
    send(out);
  }

  synchronized void send(ByteBuf bytes) throws IOException {
    socket.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
  }

  void skipPreface() throws IOException {
    input.readNBytes(Frames.PREFACE_LENGTH);
  }

  /** The next frame that is of a stream; SETTINGS and PING are answered. */
  Frame read() throws IOException {
    while (true) {
      int first = input.read();
      if (first < 0) {
        throw new EOFException("the connection was closed");
      }
      int length = first << 16 | input.readUnsignedShort();
      int type = input.readUnsignedByte();
      int flags = input.readUnsignedByte();
      int stream = input.readInt();
      Frame frame = new Frame(type, flags, stream, input.readNBytes(length));
      if (type == Frames.SETTINGS && !frame.is(Frames.ACK)) {
        send(Frames.SETTINGS, Frames.ACK, 0);
      } else if (type == Frames.PING && !frame.is(Frames.ACK)) {
        send(Frames.PING, Frames.ACK, 0, frame.payload());
      } else if (type == Frames.GOAWAY || stream != 0) {
        return frame;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
