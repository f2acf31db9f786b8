package io.spillway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Debian's haproxy between a client and an origin of our own. The origin learns from the path of a
 * request, or from a header, what it is to do, records the head that reached it, and answers.
 */
final class HaproxyOracle implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);

  private final ServerSocket requestOrigin;
  private final ServerSocket responseOrigin;
  private final Process haproxy;
  private final Path configuration;
  private final int[] ports;
  private final ConcurrentMap<String, byte[]> answers = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile @Nullable String recorded;

  private HaproxyOracle(
      ServerSocket requestOrigin,
      ServerSocket responseOrigin,
      Process haproxy,
      Path configuration,
      int[] ports) {
    this.requestOrigin = requestOrigin;
    this.responseOrigin = responseOrigin;
    this.haproxy = haproxy;
    this.configuration = configuration;
    this.ports = ports;
  }

  static HaproxyOracle start() throws IOException {
    ServerSocket requests = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ServerSocket responses = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    int[] ports = freePorts(4);
    Path file = Files.createTempFile("oracle", ".cfg");
    Files.writeString(
        file, configuration(ports, requests.getLocalPort(), responses.getLocalPort()));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    HaproxyOracle oracle = new HaproxyOracle(requests, responses, haproxy, file, ports);
    Thread.ofVirtual().start(() -> oracle.serve(requests, oracle::recordRequest));
    Thread.ofVirtual().start(() -> oracle.serve(responses, oracle::sendResponse));
    for (int port : ports) {
      awaitListening(haproxy, port);
    }
    return oracle;
  }

  private static String configuration(int[] ports, int requestOrigin, int responseOrigin) {
    return """
        defaults
          mode http
          timeout client 5s
          timeout server 5s
          timeout connect 5s
          timeout http-request 300ms
        listen strict-requests
          bind 127.0.0.1:%d
          server s 127.0.0.1:%d
        listen relaxed-requests
          option accept-invalid-http-request
          bind 127.0.0.1:%d
          server s 127.0.0.1:%d
        listen strict-responses
          bind 127.0.0.1:%d
          server s 127.0.0.1:%d
        listen relaxed-responses
          option accept-invalid-http-response
          bind 127.0.0.1:%d
          server s 127.0.0.1:%d
        """
        .formatted(
            ports[0],
            requestOrigin,
            ports[1],
            requestOrigin,
            ports[2],
            responseOrigin,
            ports[3],
            responseOrigin);
  }

  private static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    ServerSocket[] sockets = new ServerSocket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ports[i] = sockets[i].getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static void awaitListening(Process haproxy, int port) throws IOException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (!haproxy.isAlive()) {
          throw new IOException("haproxy ended with " + haproxy.exitValue(), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private interface Service {
    void serve(Socket client) throws IOException;
  }

  private void serve(ServerSocket listener, Service service) {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept()) {
        service.serve(client);
      } catch (IOException e) {
        // haproxy may close a connection that it finds no use for; the next one tells.
      }
    }
  }

  private void recordRequest(Socket client) throws IOException {
    recorded = readHead(client.getInputStream());
    client.getOutputStream().write(ANSWER);
    client.shutdownOutput();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void sendResponse(Socket client) throws IOException {
    String head = readHead(client.getInputStream());
    byte[] answer = answers.remove(head.substring(head.indexOf('/'), head.indexOf(" HTTP")));
    if (answer != null) {
      client.getOutputStream().write(answer);
    }
    client.shutdownOutput();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last4 = 0;
    while (last4 != 0x0d0a0d0a) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.write(b);
      last4 = last4 << 8 | b;
    }
    return head.toString(ISO_8859_1);
  }

  /** The head that reached the origin, or the status that haproxy answered instead. */
  String request(String message, boolean relaxed) throws IOException {
    recorded = null;
    String answer = exchange(ports[relaxed ? 1 : 0], message);
    String head = recorded;
    if (head == null) {
      String status = answer.length() > 12 ? answer.substring(9, 12) : answer;
      return status.equals("408") ? "incomplete" : status;
    }
    // What haproxy adds towards a server to keep a connection of version 1.0 open is not the
    // head's.
    return HaproxyVerdictsTest.normal(head).replace("\nconnection: keep-alive\n", "\n");
  }

  /** The head that reached the client, or 502. */
  String response(String message, boolean relaxed) throws IOException {
    String path = "/" + numbers.incrementAndGet();
    answers.put(path, message.getBytes(ISO_8859_1));
    String answer =
        exchange(
            ports[relaxed ? 3 : 2], "GET " + path + " HTTP/1.1\r\nHost: a\r\nX-Close: 1\r\n\r\n");
    if (answer.startsWith("HTTP/1.1 502 Bad Gateway")) {
      return "502";
    }
    int end = answer.indexOf("\r\n\r\n");
    // Likewise for what haproxy adds towards the client.
    return HaproxyVerdictsTest.normal(answer.substring(0, end + 4))
        .replace("\nconnection: close\n", "\n")
        .replace("\nconnection: keep-alive\n", "\n");
  }

  private static String exchange(int port, String message) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(message.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Override
  public void close() {
    haproxy.destroy();
    try {
      haproxy.waitFor();
      requestOrigin.close();
      responseOrigin.close();
      Files.delete(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
