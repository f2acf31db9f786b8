package io.spillway.proxy.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what the test says. */
final class Origin implements AutoCloseable {
  /** What is done with one connection, which is closed afterwards. */
  @FunctionalInterface
  interface Behaviour {
    void serve(Client connection, int number) throws IOException;
  }

  private final ServerSocket socket;
  private final AtomicInteger connections = new AtomicInteger();
  final List<String> heads = new CopyOnWriteArrayList<>();

  Origin(Behaviour behaviour) throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.startVirtualThread(() -> accept(behaviour));
  }

  /** Answers each request without a body with {@code 200} and {@code body}; keeps alive. */
  static Origin answering(String body) throws IOException {
    return answeringWith(response(body));
  }

  /** Answers each request without a body with {@code response}; keeps alive. */
  static Origin answeringWith(String response) throws IOException {
    Origin[] self = new Origin[1];
    self[0] =
        new Origin(
            (connection, number) -> {
              while (true) {
                String head = connection.readUntil("\r\n\r\n");
                if (head.isEmpty()) {
                  return;
                }
                self[0].heads.add(head);
                connection.send(response);
              }
            });
    return self[0];
  }

  static String response(String body) {
    return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
  }

  private void accept(Behaviour behaviour) {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        int number = connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(behaviour, accepted, number));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Behaviour behaviour, Socket accepted, int number) {
    try (Client connection = new Client(accepted)) {
      behaviour.serve(connection, number);
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
}
