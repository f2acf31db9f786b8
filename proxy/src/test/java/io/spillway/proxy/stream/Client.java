package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that speaks in bytes. */
final class Client implements AutoCloseable {
  private final Socket socket;
  private final InputStream input;

  Client(int port) throws IOException {
    this(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  /** The other end of an accepted connection. */
  Client(Socket socket) throws IOException {
    this.socket = socket;
    this.input = socket.getInputStream();
  }

  Socket socket() {
    return socket;
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  void endInput() throws IOException {
    socket.shutdownOutput();
  }

  /** What comes until the other side closes; a reset counts as that. */
  String readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      input.transferTo(all);
    } catch (SocketException e) {
      // reset: what came before it is what there was
    }
    return all.toString(ISO_8859_1);
  }

  /** What comes until {@code end} was read, which is part of it, or the other side closes. */
  String readUntil(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < end.length()
        || !text.substring(text.length() - end.length()).equals(end)) {
      int next = input.read();
      if (next < 0) {
        return text.toString();
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /** A head and the {@code bodyLength} bytes behind it. */
  String readMessage(int bodyLength) throws IOException {
    return readUntil("\r\n\r\n") + new String(input.readNBytes(bodyLength), ISO_8859_1);
  }

  /** What is in the chunks that follow, to the last one and its trailers. */
  byte[] readChunks() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    while (true) {
      String line = readUntil("\r\n");
      int size = Integer.parseInt(line.strip(), 16);
      if (size == 0) {
        while (readUntil("\r\n").length() > 2) {
          // a trailer
        }
        return content.toByteArray();
      }
      content.write(input.readNBytes(size));
      input.readNBytes(2);
    }
  }

  /** Resets the connection. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
