package io.spillway.facility.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A provider on the loopback address that answers as the real one is documented to, refuses what is
 * not documented, and fails in the next requests as a test asks.
 */
public abstract class StandIn implements AutoCloseable {
  /** How a request fails. */
  public enum Fault {
    /** Not at all. */
    NONE,
    /** Status 500. */
    ERROR,
    /** Status 429 with {@code Retry-After: 1}. */
    TOO_MANY,
    /** Status 200 and no sense. */
    GARBAGE,
    /** The request is carried out, and the answer lost. */
    LOST_ANSWER,
    /** No answer at all, until the stand-in ends. */
    SILENCE
  }

  /** An answer. */
  public record Answer(int status, String body) {}

  private final HttpServer server;
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();

  /** Listens on a free port. */
  protected StandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens, without a slash at the end. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests fail so, one each. */
  public void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** What was asked, as {@code METHOD path}, in order. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** What was sent that no document allows. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** Refuses a request that no document allows. */
  protected Answer violation(int status, String what) {
    violations.add(what);
    return new Answer(status, "{\"error\":[\"" + what.replace('"', '\'') + "\"]}");
  }

  /** Answers a request. */
  protected abstract Answer answer(HttpExchange exchange, String body) throws Exception;

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    Fault fault = faults.poll();
    if (fault != null) {
      fail(exchange, fault, body);
      return;
    }
    send(exchange, carryOut(exchange, body));
  }

  private synchronized Answer carryOut(HttpExchange exchange, String body) {
    try {
      return answer(exchange, body);
    } catch (Exception e) {
      return violation(400, e.toString());
    }
  }

  private void fail(HttpExchange exchange, Fault fault, String body) throws IOException {
    switch (fault) {
      case ERROR -> send(exchange, new Answer(500, "oops"));
      case TOO_MANY -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, new Answer(429, "{}"));
      }
      case GARBAGE -> send(exchange, new Answer(200, "<html>{{{"));
      case NONE -> send(exchange, carryOut(exchange, body));
      case LOST_ANSWER -> {
        carryOut(exchange, body);
        exchange.close();
      }
      case SILENCE -> {
        // The exchange is left as it is.
      }
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
