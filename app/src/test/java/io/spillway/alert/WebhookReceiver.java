package io.spillway.alert;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A webhook that keeps the messages that it gets. */
public final class WebhookReceiver implements AutoCloseable {
  public final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private final int port;
  private HttpServer server;

  public WebhookReceiver(int port) throws IOException {
    this.port = port;
    open();
  }

  public void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 64);
    server.createContext(
        "/",
        exchange -> {
          messages.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/hook";
  }

  /** The alerts of all messages, as {@code kind subject status}. */
  public List<String> alerts() {
    List<String> all = new ArrayList<>();
    for (JsonNode message : messages) {
      for (JsonNode alert : message.get("alerts")) {
        all.add(
            alert.get("kind").asString()
                + " "
                + alert.get("subject").asString()
                + " "
                + alert.get("status").asString());
      }
    }
    return all;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
