package io.spillway.ops.alert.channel;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A receiver of notifications that keeps what it was sent. */
final class StrictReceiver implements AutoCloseable {
  /** A request. */
  record Request(String method, String path, Map<String, String> headers, String body) {
    JsonNode json() {
      return new ObjectMapper().readTree(body);
    }
  }

  final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "";
  private volatile Map<String, String> answerHeaders = Map.of();

  StrictReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(name, values.getFirst()));
          requests.add(
              new Request(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  headers,
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          answerHeaders.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void answers(int status, String answer, Map<String, String> headers) {
    this.status = status;
    this.answer = answer;
    this.answerHeaders = headers;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
