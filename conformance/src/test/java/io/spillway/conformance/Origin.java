package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server behind the proxy that follows a script, connection by connection, and writes down what
 * reached it. Without a script it answers every request with its own name. Thread-safe.
 */
final class Origin implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final String name;
  private final Stage stage;
  private final List<List<String>> scripts = new ArrayList<>();
  private final List<Wire> wires = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final InetSocketAddress address;
  private List<String> everyConnection = List.of("loop");
  private volatile ServerSocket listener;

  Origin(String name, Stage stage, List<String> script) throws IOException {
    this.name = name;
    this.stage = stage;
    List<String> current = everyConnection;
    for (String line : script) {
      if (line.equals("connection")) {
        scripts.add(current = new ArrayList<>());
      } else if (line.equals("connection *")) {
        everyConnection = current = new ArrayList<>();
      } else if (!line.isBlank()) {
        current.add(line);
      }
    }
    listener = Loopback.listen(BACKLOG);
    address = (InetSocketAddress) listener.getLocalSocketAddress();
    serve(listener);
  }

  InetSocketAddress address() {
    return address;
  }

  /** Begins to accept again after {@link #stop}. */
  void start() throws IOException {
    ServerSocket again = new ServerSocket();
    again.bind(address, BACKLOG);
    listener = again;
    serve(again);
  }

  /** Refuses connections from now on; those that stand stay. */
  void stop() throws IOException {
    listener.close();
  }

  private void serve(ServerSocket socket) {
    Thread.ofVirtual().start(() -> accept(socket));
  }

  private void accept(ServerSocket socket) {
    while (true) {
      try {
        Socket connection = socket.accept();
        int number = wires.size();
        Wire wire = new Wire(connection);
        wires.add(wire);
        List<String> script = number < scripts.size() ? scripts.get(number) : everyConnection;
        Thread.ofVirtual().start(() -> play(wire, script));
      } catch (IOException stopped) {
        return;
      }
    }
  }

  private void play(Wire wire, List<String> script) {
    StringBuilder pending = new StringBuilder();
    try {
      for (String line : script) {
        if (!line.startsWith(">") && !pending.isEmpty()) {
          wire.send(pending.toString());
          pending.setLength(0);
        }
        step(wire, line, pending);
      }
      wire.send(pending.toString());
    } catch (IOException | Patience.Exhausted | NumberFormatException end) {
      // The transcript shows how far it came.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      if (wire.ended()) {
        ended.incrementAndGet();
      }
    }
  }

  private void step(Wire wire, String line, StringBuilder pending)
      throws IOException, InterruptedException {
    if (line.startsWith(">| ")) {
      pending.append(Escapes.bytes(line.substring(3)));
      return;
    }
    if (line.startsWith(">")) {
      pending.append(Escapes.line(line)).append("\r\n");
      return;
    }
    String[] words = line.strip().split(" ", 2);
    switch (words[0]) {
      case "request" -> arrived(wire.request());
      case "head" -> arrived(wire.head());
      case "read" -> wire.skip(Long.parseLong(words[1]));
      case "until" -> wire.until(Escapes.bytes(words[1]));
      case "end" -> wire.end();
      case "half-close" -> wire.halfClose();
      case "close" -> wire.close();
      case "reset" -> wire.reset();
      case "send" -> {}
      case "await" -> stage.await(words[1]);
      case "signal" -> stage.signal(words[1]);
      case "hold" -> stage.await(Stage.OVER);
      case "loop" -> loop(wire);
      default -> throw new IllegalArgumentException("unknown step of an origin: " + line);
    }
  }

  private void arrived(String head) {
    if (!head.isEmpty()) {
      stage.reached(name);
      requests.incrementAndGet();
    }
  }

  private void loop(Wire wire) throws IOException {
    while (true) {
      String head = wire.request();
      if (!head.contains("\n")) {
        wire.close();
        return;
      }
      String version = head.lines().findFirst().orElse("");
      String connection = Wire.header(head, "connection");
      boolean last =
          connection.contains("close")
              || (version.endsWith("HTTP/1.0") && !connection.contains("keep-alive"));
      arrived(head);
      wire.send(
          "HTTP/1.1 200 OK\r\nX-Server: %s\r\nContent-Length: %d\r\n%s\r\n%s"
              .formatted(
                  name,
                  name.length(),
                  last ? "Connection: close\r\n" : "",
                  head.startsWith("HEAD ") ? "" : name));
      if (last) {
        wire.close();
        return;
      }
    }
  }

  int requests() {
    return requests.get();
  }

  int connections() {
    return wires.size();
  }

  /** Connections whose script ended with the proxy's end of the stream. */
  int ended() {
    return ended.get();
  }

  /** What reached it, connection by connection, those without a byte left out. */
  List<String> transcripts() {
    return wires.stream()
        .map(Wire::transcript)
        .filter(text -> !text.isEmpty() && !text.equals("<end>") && !text.equals("<reset>"))
        .toList();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Wire wire : wires) {
      wire.close();
    }
  }

  @Override
  public String toString() {
    return name.toLowerCase(Locale.ROOT);
  }
}
