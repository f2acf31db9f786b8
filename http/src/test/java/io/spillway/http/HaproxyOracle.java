package io.spillway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * haproxy between a client and two origins of our own: one that records the request head that
 * reached it, and one that answers with the bytes that the client laid down for it.
 */
final class HaproxyOracle implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);

  private final ServerSocket requestOrigin;
  private final ServerSocket responseOrigin;
  private final HaproxyProcess haproxy;
  private final ConcurrentMap<String, byte[]> answers = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile @Nullable String recorded;

  private HaproxyOracle(
      ServerSocket requestOrigin, ServerSocket responseOrigin, HaproxyProcess haproxy) {
    this.requestOrigin = requestOrigin;
    this.responseOrigin = responseOrigin;
    this.haproxy = haproxy;
  }

  static HaproxyOracle start() throws IOException {
    ServerSocket requests = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ServerSocket responses = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    HaproxyProcess haproxy =
        HaproxyProcess.start(
            4,
            address -> configuration(address, requests.getLocalPort(), responses.getLocalPort()));
    HaproxyOracle oracle = new HaproxyOracle(requests, responses, haproxy);
    Thread.ofVirtual().start(() -> oracle.serve(requests, oracle::recordRequest));
    Thread.ofVirtual().start(() -> oracle.serve(responses, oracle::sendResponse));
    return oracle;
  }

  private static String configuration(
      IntFunction<String> address, int requestOrigin, int responseOrigin) {
    return """
        defaults
          mode http
          timeout client 5s
          timeout server 5s
          timeout connect 5s
        listen strict-requests
          bind %s
          server s 127.0.0.1:%d
        listen relaxed-requests
          option accept-invalid-http-request
          bind %s
          server s 127.0.0.1:%d
        listen strict-responses
          bind %s
          server s 127.0.0.1:%d
        listen relaxed-responses
          option accept-invalid-http-response
          bind %s
          server s 127.0.0.1:%d
        """
        .formatted(
            address.apply(0),
            requestOrigin,
            address.apply(1),
            requestOrigin,
            address.apply(2),
            responseOrigin,
            address.apply(3),
            responseOrigin);
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
    String answer = haproxy.exchange(relaxed ? 1 : 0, message);
    String head = recorded;
    if (head == null) {
      return answer.length() > 12 ? answer.substring(9, 12) : answer;
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
        haproxy.exchange(relaxed ? 3 : 2, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    if (answer.startsWith("HTTP/1.1 502 Bad Gateway")) {
      return "502";
    }
    int end = answer.indexOf("\r\n\r\n");
    // Likewise for what haproxy adds towards the client.
    return HaproxyVerdictsTest.normal(answer.substring(0, end + 4))
        .replace("\nconnection: close\n", "\n")
        .replace("\nconnection: keep-alive\n", "\n");
  }

  @Override
  public void close() {
    haproxy.close();
    try {
      requestOrigin.close();
      responseOrigin.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
