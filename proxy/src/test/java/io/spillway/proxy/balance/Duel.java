package io.spillway.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.http.RequestHead;
import io.spillway.net.Endpoint;
import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.HoldingOrigin;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.server.Assignment;
import io.spillway.proxy.server.DispatchPolicy;
import io.spillway.proxy.server.Dispatcher;
import io.spillway.proxy.server.PlainWaiter;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerLimits;
import io.spillway.proxy.server.ServerPolicy;
import io.spillway.proxy.server.TierFailback;
import io.spillway.proxy.stats.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The same backend in HAProxy and in a {@link Dispatcher} of ours, asked for servers in the same
 * sequence.
 */
final class Duel implements AutoCloseable {
  private final HaproxyProcess haproxy;
  private final HoldingOrigin origin;
  private final Dispatcher dispatcher;
  private final Map<String, Held> held = new HashMap<>();
  private int holds;

  private record Held(Server ours, Future<String> theirs) {}

  /**
   * A duel.
   *
   * @param backendLines the backend's section without the servers
   * @param serverLines name and keywords of each server, without an address
   */
  Duel(String backendLines, Algorithm algorithm, String... serverLines) throws IOException {
    Path directory = HaproxyProcess.directory();
    origin = new HoldingOrigin(directory.resolve("origin"));
    StringBuilder text =
        new StringBuilder(
            """
            defaults
              mode http
              timeout client 1m
              timeout server 1m
              timeout connect 1m
              timeout queue 1m
            frontend f
              bind unix@DIR/front
              http-request set-src hdr(x-source) if { hdr(x-source) -m found }
              default_backend b
            backend b
              http-response set-header x-server %s
            """);
    backendLines.lines().forEach(line -> text.append("  ").append(line).append('\n'));
    List<Server> servers = new ArrayList<>();
    for (String line : serverLines) {
      String[] words = line.split(" ", 2);
      text.append("  server ").append(words[0]).append(" unix@DIR/origin ");
      text.append(words.length > 1 ? words[1] : "").append('\n');
      servers.add(server(line.split(" "), servers.size() + 1));
    }
    haproxy = new HaproxyProcess(directory, text.toString());
    DispatchPolicy policy =
        new DispatchPolicy(
            backendLines.contains("allbackups"), false, false, false, 1, TierFailback.IMMEDIATE);
    dispatcher =
        new Dispatcher(servers, policy, algorithm, new Gauge(), () -> 0, (millis, action) -> {});
  }

  private static Server server(String[] words, int position) {
    int id = position;
    int maxconn = 0;
    int maxqueue = 0;
    ServerPolicy policy = ServerPolicy.DEFAULT;
    for (int i = 1; i < words.length; i++) {
      switch (words[i]) {
        case "weight" -> policy = policy.withWeight(Integer.parseInt(words[++i]));
        case "backup" -> policy = policy.asBackup();
        case "maxconn" -> maxconn = Integer.parseInt(words[++i]);
        case "maxqueue" -> maxqueue = Integer.parseInt(words[++i]);
        case "id" -> id = Integer.parseInt(words[++i]);
        default -> throw new IllegalArgumentException(words[i]);
      }
    }
    SourcePosition here = new SourcePosition("test", 1, 1);
    Endpoint endpoint = new Endpoint.Unix("/origin", false);
    ServerDefinition definition =
        new ServerDefinition(words[0], id, endpoint, 0, Settings.EMPTY, here);
    policy = policy.withLimits(new ServerLimits(0, maxconn, maxqueue));
    return new Server(definition, "b", policy, 1, () -> 0);
  }

  private Server server(String name) {
    return dispatcher.servers().stream().filter(s -> s.name().equals(name)).findFirst().get();
  }

  /** Sends {@code count} requests for {@code /}, one after the other. */
  void agree(int count) throws IOException {
    List<String> uris = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      uris.add("/");
    }
    agreeOn(uris);
  }

  /** Sends a request for each of {@code uris}. */
  void agreeOn(List<String> uris) throws IOException {
    agreeOn(uris.stream().map(uri -> get(uri, "")).toArray(String[]::new));
  }

  /** Sends {@code requests} as they stand. */
  void agreeOn(String... requests) throws IOException {
    List<String> ours = new ArrayList<>();
    List<String> theirs = new ArrayList<>();
    for (String request : requests) {
      Assignment assignment = dispatcher.assign(new Request(request));
      if (assignment instanceof Server server) {
        ours.add(server.name());
        dispatcher.release(server);
      } else {
        ours.add("503");
      }
      theirs.add(serverOf(haproxy.exchange("front", request)));
    }
    assertThat(String.join(" ", ours)).isEqualTo(String.join(" ", theirs));
  }

  /** A request for {@code uri} with {@code headers}, each ended by CR LF. */
  static String get(String uri, String headers) {
    return "GET " + uri + " HTTP/1.1\r\nHost: x\r\n" + headers + "Connection: close\r\n\r\n";
  }

  private static String serverOf(String response) {
    return response
        .lines()
        .filter(line -> line.startsWith("x-server: "))
        .map(line -> line.substring("x-server: ".length()))
        .findFirst()
        .orElseGet(() -> response.split(" ")[1]);
  }

  /** Begins a request that stays at its server until {@link #finish}. */
  String hold() throws IOException {
    String uri = "/hold/" + holds++;
    String request = get(uri, "");
    int before = currentSessions();
    FutureTask<String> theirs =
        new FutureTask<>(() -> serverOf(haproxy.exchange("front", request)));
    Thread.ofVirtual().start(theirs);
    while (currentSessions() == before) {
      Thread.onSpinWait();
    }
    held.put(uri, new Held((Server) dispatcher.assign(new Request(request)), theirs));
    return uri;
  }

  /** Ends a request that {@link #hold} began, and compares where it was. */
  void finish(String uri) throws Exception {
    Held ended = held.remove(uri);
    int before = currentSessions();
    origin.release(uri);
    assertThat(ended.ours().name()).isEqualTo(ended.theirs().get());
    while (currentSessions() == before) {
      Thread.onSpinWait();
    }
    dispatcher.release(ended.ours());
  }

  private int currentSessions() throws IOException {
    return haproxy
        .command("show stat b 4 -1")
        .lines()
        .filter(line -> line.startsWith("b,"))
        .mapToInt(line -> Integer.parseInt(line.split(",")[4]))
        .sum();
  }

  void disable(String name) throws IOException {
    assertThat(haproxy.command("disable server b/" + name)).isBlank();
    server(name).state().enterMaintenance();
  }

  void enable(String name) throws IOException {
    assertThat(haproxy.command("enable server b/" + name)).isBlank();
    server(name).state().makeReady();
  }

  void drain(String name) throws IOException {
    assertThat(haproxy.command("set server b/" + name + " state drain")).isBlank();
    server(name).state().drain();
  }

  void ready(String name) throws IOException {
    assertThat(haproxy.command("set server b/" + name + " state ready")).isBlank();
    server(name).state().makeReady();
  }

  void weight(String name, int weight) throws IOException {
    assertThat(haproxy.command("set weight b/" + name + " " + weight)).isBlank();
    server(name).setWeight(weight);
  }

  @Override
  public void close() throws IOException {
    origin.close();
    haproxy.close();
  }

  /** A request that is nothing but its bytes. */
  private static final class Request extends PlainWaiter {
    private final RequestHead head = new RequestHead();
    private final byte[] bytes;

    Request(String request) {
      bytes = request.getBytes(StandardCharsets.ISO_8859_1);
      head.parse(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public void granted(Server server) {
      throw new AssertionError("nothing waits in a duel");
    }

    @Override
    public void sentBack() {
      throw new AssertionError("nothing waits in a duel");
    }

    @Override
    public @Nullable InetAddress source() {
      for (int i = 0; i < head.headerCount(); i++) {
        if (head.text(head.nameStart(i), head.nameEnd(i)).equals("x-source")) {
          return InetAddress.ofLiteral(head.text(head.valueStart(i), head.valueEnd(i)));
        }
      }
      return null;
    }

    @Override
    public RequestHead request() {
      return head;
    }

    @Override
    public byte[] buffered() {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
