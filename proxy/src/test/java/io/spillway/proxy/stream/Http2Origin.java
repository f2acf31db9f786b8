package io.spillway.proxy.stream;

import io.spillway.http.h2.HeaderBlockReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of HTTP/2 that does with each request what the test says, rules or no rules. */
final class Http2Origin implements AutoCloseable {
  /** What is done with a request. */
  @FunctionalInterface
  interface Behaviour {
    void answer(Connection connection, Request request) throws IOException;
  }

  /** A request whose headers have come, as {@code name: value}. */
  record Request(int stream, List<String> headers) {
    String header(String name) {
      return headers.stream()
          .filter(header -> header.startsWith(name + ": "))
          .map(header -> header.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }
  }

  private final ServerSocket socket;
  private final AtomicInteger connections = new AtomicInteger();
  private final byte[] settings;
  private final Behaviour behaviour;
  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** The frames of all connections but HEADERS, those without a stream left out. */
  final List<Http2Peer.Frame> frames = new CopyOnWriteArrayList<>();

  Http2Origin(byte[] settings, Behaviour behaviour) throws IOException {
    this.settings = settings;
    this.behaviour = behaviour;
    socket = new ServerSocket(0, 500, InetAddress.ofLiteral("127.0.0.1"));
    Thread.startVirtualThread(this::accept);
  }

  Http2Origin(Behaviour behaviour) throws IOException {
    this(new byte[0], behaviour);
  }

  /** Answers each request with 200 and {@code body}. */
  static Http2Origin answering(String body) throws IOException {
    return new Http2Origin((connection, request) -> connection.respond(request.stream(), body));
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        int number = connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(accepted, number));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket accepted, int number) {
    try (accepted) {
      new Connection(accepted, number).run();
    } catch (IOException e) {
      // the proxy closed first
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  /** How many connections came in. */
  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** One connection. */
  final class Connection {
    final int number;
    private final Socket socket;
    private final DataInputStream input;
    private final HeaderBlockReader blocks = new HeaderBlockReader(4096);

    private Connection(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      this.input = new DataInputStream(socket.getInputStream());
    }

    private void run() throws IOException {
      send(Http2Peer.SETTINGS, 0, 0, settings);
      input.readNBytes(24);
      while (true) {
        Http2Peer.Frame frame = read();
        switch (frame.type()) {
          case Http2Peer.SETTINGS -> {
            if (frame.flags() == 0) {
              send(Http2Peer.SETTINGS, 1, 0);
            }
          }
          case Http2Peer.HEADERS -> request(frame);
          default -> {
            if (frame.stream() != 0) {
              frames.add(frame);
            }
          }
        }
      }
    }

    private void request(Http2Peer.Frame frame) throws IOException {
      List<String> headers = new ArrayList<>();
      blocks.read(
          frame.payload(),
          frame.payload().length,
          (name, nameStart, nameLength, value, valueStart, valueLength) ->
              headers.add(
                  new String(name, nameStart, nameLength, StandardCharsets.ISO_8859_1)
                      + ": "
                      + new String(value, valueStart, valueLength, StandardCharsets.ISO_8859_1)));
      Request request = new Request(frame.stream(), headers);
      requests.add(request);
      behaviour.answer(this, request);
    }

    Http2Peer.Frame read() throws IOException {
      int first = input.read();
      if (first < 0) {
        throw new EOFException();
      }
      int length = first << 16 | input.readUnsignedShort();
      int type = input.readUnsignedByte();
      int flags = input.readUnsignedByte();
      int stream = input.readInt();
      return new Http2Peer.Frame(type, flags, stream, input.readNBytes(length));
    }

    void send(int type, int flags, int stream, byte... payload) throws IOException {
      sendRaw(Http2Peer.frame(type, flags, stream, payload));
    }

    synchronized void sendRaw(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** A whole response. */
    void respond(int stream, String body) throws IOException {
      headers(stream, ":status", "200", "content-length", Integer.toString(body.length()));
      send(
          Http2Peer.DATA, Http2Peer.END_STREAM, stream, body.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Headers that more follows. */
    void headers(int stream, String... fields) throws IOException {
      send(Http2Peer.HEADERS, Http2Peer.END_HEADERS, stream, Http2Peer.block(fields));
    }

    void close() throws IOException {
      socket.close();
    }
  }
}
