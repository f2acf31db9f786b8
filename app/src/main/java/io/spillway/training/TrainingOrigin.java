package io.spillway.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The server behind the proxy in training: answers each request as its path asks, {@code /N} with N
 * bytes, {@code /chunked} in chunks, {@code /close} and ends the connection. Thread-safe.
 */
final class TrainingOrigin implements AutoCloseable {
  private final ServerSocket socket;

  private TrainingOrigin(ServerSocket socket) {
    this.socket = socket;
  }

  static TrainingOrigin start() throws IOException {
    TrainingOrigin origin =
        new TrainingOrigin(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(origin::accept);
    return origin;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream(), 16_384);
      OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 32_768);
      for (String head = Http.head(in); !head.isEmpty(); head = Http.head(in)) {
        Http.skipBody(in, head);
        String path =
            head.substring(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
        out.write(response(path, head.startsWith("HEAD ")));
        out.flush();
        if (path.equals("/close")) {
          return;
        }
      }
    } catch (IOException e) {
      // The proxy ended the connection, as it may.
    }
  }

  private static byte[] response(String path, boolean withoutBody) {
    String body;
    String framing;
    if (path.equals("/chunked")) {
      framing = "Transfer-Encoding: chunked";
      body = "5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n";
    } else {
      int length = path.equals("/close") ? 10 : Integer.parseInt(path.substring(1));
      framing = "Content-Length: " + length;
      body = "x".repeat(length);
    }
    String head =
        "HTTP/1.1 200 OK\r\nServer: training\r\nContent-Type: text/plain\r\n"
            + framing
            + (path.equals("/close") ? "\r\nConnection: close" : "")
            + "\r\n\r\n";
    return (withoutBody ? head : head + body).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
