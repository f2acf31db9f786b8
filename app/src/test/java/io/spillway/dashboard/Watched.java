package io.spillway.dashboard;

import com.sun.net.httpserver.HttpServer;
import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running proxy with a dashboard, two servers of which one can be stopped, and three users. */
final class Watched implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<HttpServer> servers = new ArrayList<>();
  private final Launched launched;
  private final int port;

  /**
   * Starts it.
   *
   * @param more further sections
   */
  Watched(Path directory, String more) throws IOException {
    port = FreePorts.inARow(5);
    serve(port + 2);
    serve(port + 3);
    Path configuration = directory.resolve("watched.cfg");
    Files.writeString(
        configuration,
        """
        userlist ops
          group admins users alice
          user alice insecure-password a-secret
          user olga insecure-password o-secret
          user victor insecure-password v-secret
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%1$d
          default_backend shop
        backend shop
          server first 127.0.0.1:%3$d check inter 100ms fall 2 rise 2
          server second 127.0.0.1:%4$d check inter 100ms fall 2 rise 2 tier 2
          server spare 127.0.0.1:%4$d backup weight 7
        frontend operators
          bind 127.0.0.1:%2$d
          http-request use-service dashboard if { path_beg /dashboard }
          dashboard auth ops
          dashboard instance neighbour https://lb2.example/dashboard/
          dashboard operator if { http_auth_user olga }
          dashboard admin if { http_auth_group(ops) admins }
        frontend open
          bind 127.0.0.1:%5$d
          http-request use-service dashboard
        %6$s
        """
            .formatted(port, port + 1, port + 2, port + 3, port + 4, more));
    launched = Launched.start(directory, "-db", "-f", configuration.toString());
    launched.awaitPort(port);
    launched.awaitPort(port + 1);
  }

  private void serve(int at) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 16);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    servers.add(server);
  }

  /** The server {@code first} refuses connections from now on. */
  void stopFirst() {
    servers.getFirst().stop(0);
  }

  /** Sends a request to the server through the proxy. */
  void request() throws Exception {
    client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  /** The program. */
  Launched launched() {
    return launched;
  }

  /** The dashboard's address. */
  URI page() {
    return URI.create("http://127.0.0.1:" + (port + 1) + "/dashboard/");
  }

  /** The address of a dashboard that asks for no password. */
  URI openPage() {
    return URI.create("http://127.0.0.1:" + (port + 4) + "/");
  }

  /** What proves that {@code user} asks. */
  static String authorization(String user) {
    String credentials = user + ":" + user.charAt(0) + "-secret";
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /** What is answered to {@code user}; the empty string asks without a password. */
  HttpResponse<String> get(String user, String file) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(page().resolve(file));
    if (!user.isEmpty()) {
      request.header("authorization", authorization(user));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The bytes that are answered to a request with one more header. */
  HttpResponse<byte[]> bytes(String user, String file, String header, String value)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(page().resolve(file))
            .header("authorization", authorization(user))
            .header(header, value)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /** What is answered, as JSON. */
  JsonNode json(String user, String file) {
    try {
      return JSON.readTree(get(user, file).body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Asks for a change as the page does, with the user's own token. */
  HttpResponse<String> act(String user, String form) throws Exception {
    return act(user, form, json(user, "role.json").get("token").asString());
  }

  /**
   * Asks for a change.
   *
   * @param headers names and values
   */
  HttpResponse<String> act(String user, String form, String token, String... headers)
      throws Exception {
    return act(page(), user, form, token, headers);
  }

  /** Asks for a change on one of the pages. */
  HttpResponse<String> act(URI where, String user, String form, String token, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(where.resolve("act"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-dashboard-token", token)
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (!user.isEmpty()) {
      request.header("authorization", authorization(user));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The numbers of a server, as the page gets them. */
  JsonNode server(String name) {
    JsonNode all = json("victor", "state.json");
    for (JsonNode row : all.get("rows")) {
      if (row.get("kind").asString().equals("server") && row.get("name").asString().equals(name)) {
        for (JsonNode live : all.get("live")) {
          if (live.get(0).asInt() == row.get("id").asInt()) {
            return live;
          }
        }
      }
    }
    throw new AssertionError("no server " + name + " in " + all);
  }

  /** Whether a server is in {@code condition}. */
  boolean is(String server, String condition) {
    return server(server).get(1).asString().equals(condition);
  }

  @Override
  public void close() throws Exception {
    launched.close();
    servers.forEach(server -> server.stop(0));
    client.close();
  }
}
