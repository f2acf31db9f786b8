package io.spillway.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that says who it is. It can be stopped and started any number of times.
 * Thread-safe.
 */
final class ApplicationServer {
  private final String name;
  private final int port;
  private final byte[] greeting;
  private @Nullable HttpServer running;
  private @Nullable ExecutorService threads;

  ApplicationServer(String name, int port) {
    this.name = name;
    this.port = port;
    this.greeting =
        ("Hello from " + name + " in facility " + DemoPlan.facilityOf(name) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  String name() {
    return name;
  }

  /** Starts it where it does not run. */
  synchronized void start() throws IOException {
    if (running != null) {
      return;
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.start();
    running = server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.getResponseHeaders().set("X-Served-By", name);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : greeting.length);
      if (!head) {
        exchange.getResponseBody().write(greeting);
      }
    }
  }

  /** Stops it where it runs, as a machine that fails would: its connections break off. */
  synchronized void stop() {
    HttpServer server = running;
    if (server != null) {
      server.stop(0);
      running = null;
    }
    ExecutorService executor = threads;
    if (executor != null) {
      executor.shutdownNow();
      threads = null;
    }
  }

  /** Whether it runs. */
  synchronized boolean isRunning() {
    return running != null;
  }
}
