package io.spillway.facility.runtime;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** What answers on a facility's public address. */
final class PublicSite implements AutoCloseable {
  private final HttpServer server;
  private volatile int status = 200;

  PublicSite(InetAddress address, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(address, port), 64);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  void answer(int newStatus) {
    status = newStatus;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
