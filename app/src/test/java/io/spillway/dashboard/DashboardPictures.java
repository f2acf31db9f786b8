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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the guide's pictures of the dashboard, and measures how fast it loads; run by {@code
 * docs/take-pictures} and by hand, not with the tests.
 */
class DashboardPictures {
  private static final List<String> VOTERS = List.of("lb-east", "lb-west", "witness");

  @TempDir private Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  private HttpServer serve(String address, int port, int millis) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 64);
    server.setExecutor(task -> Thread.startVirtualThread(task));
    server.createContext(
        "/",
        exchange -> {
          LockSupport.parkNanos(millis * 1_000_000L);
          boolean isBroken = exchange.getRequestURI().getPath().equals("/broken");
          exchange.sendResponseHeaders(isBroken ? 500 : 200, -1);
          exchange.close();
        });
    server.start();
    open.add(() -> server.stop(0));
    return server;
  }

  private Path proxies(int port) throws IOException {
    return Files.writeString(
        directory.resolve("haproxy.cfg"),
        """
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%1$d
          use_backend api if { path_beg /api }
          default_backend shop
        frontend smtp
          mode tcp
          bind 127.0.0.1:%8$d
          default_backend mail
        backend shop
          default-server check inter 200ms
          server east-1 127.0.0.1:%2$d
          server east-2 127.0.0.1:%3$d
          server east-3 127.0.0.1:%4$d
          server west-1 127.0.0.1:%5$d tier 2
          server west-2 127.0.0.1:%6$d tier 2
          server sorry 127.0.0.1:%6$d backup
        backend api
          balance leastconn
          default-server check inter 200ms
          server api-1 127.0.0.1:%5$d
          server api-2 127.0.0.1:%6$d weight 3
        backend mail
          mode tcp
          server exchange 127.0.0.1:%6$d check inter 200ms
        frontend operators
          bind 127.0.0.1:%7$d
          http-request use-service dashboard
          dashboard auth ops
          dashboard admin if { http_auth_group(ops) admins }
        userlist ops
          group admins users alice
          user alice insecure-password a-secret
        alerts
          state-directory %9$s
          channel duty script /bin/true
          route to duty
        """
            .formatted(
                port,
                port + 1,
                port + 2,
                port + 3,
                port + 4,
                port + 5,
                port + 6,
                port + 7,
                directory.resolve("alerts")));
  }

  private Path facilities(String voter, int port) throws IOException {
    return Files.writeString(
        directory.resolve(voter + ".cfg"),
        """
        facility east
          network 10.1.0.0/16
          public 127.0.0.21
          instance lb-east 127.0.0.1:%1$d
        facility west
          network 10.2.0.0/16
          public 127.0.0.22
          instance lb-west 127.0.0.1:%2$d
        witness witness 127.0.0.1:%3$d
        coordination
          secret-file %4$s
          state-file %5$s
          history-file %6$s
        dns-failover www.example.com
          order east west
          check http GET / port %7$d
          inter 200ms timeout 200ms fall 3 rise 2
          ttl 30s
          provider authoritative
        dns-zone example.com
          ns ns1.example.com 127.0.0.1
        """
            .formatted(
                port,
                port + 1,
                port + 2,
                directory.resolve("secret"),
                directory.resolve(voter + ".state"),
                directory.resolve(voter + ".history"),
                port + 3));
  }

  private Launched start(String voter, Path... files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-db", "-L", voter));
    for (Path file : files) {
      arguments.addAll(List.of("-f", file.toString()));
    }
    Launched started = Launched.start(directory, arguments.toArray(String[]::new));
    open.add(started);
    return started;
  }

  private void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void takePictures() throws Exception {
    Path pictures = Path.of(System.getProperty("spillway.pictures", directory.toString()));
    int port = FreePorts.inARow(12);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpServer broken = serve("127.0.0.1", port + 2, 9);
      for (int at : List.of(1, 3, 4, 5)) {
        serve("127.0.0.1", port + at, 2 + 3 * at);
      }
      serve("127.0.0.21", port + 11, 1);
      serve("127.0.0.22", port + 11, 1);
      Files.writeString(directory.resolve("secret"), "a secret of more than sixteen characters\n");
      for (String voter : VOTERS.subList(1, 3)) {
        start(voter, facilities(voter, port + 8));
      }
      Launched east = start("lb-east", proxies(port), facilities("lb-east", port + 8));
      east.awaitPort(port + 6);
      Thread traffic = Thread.startVirtualThread(() -> traffic(client, port));
      try (Browser browser = new Browser(directory, 1440, 1250)) {
        browser.send("Authorization", Watched.authorization("alice"));
        browser.prefer("light");
        browser.open(URI.create("http://127.0.0.1:" + (port + 6) + "/"));
        browser.await("document.querySelectorAll('#plots figure path.curve').length > 0");
        Thread.sleep(Duration.ofSeconds(60)); // Curves need some time to be curves.
        broken.stop(0);
        browser.await("document.querySelector('#timeline').innerText.includes('east-2 is DOWN')");
        browser.await("document.querySelectorAll('.site.answers').length === 1");
        Thread.sleep(Duration.ofSeconds(12));
        browser.picture(pictures.resolve("dashboard-light.png"));
        browser.prefer("dark");
        browser.evaluate("document.getElementById('traffic').scrollIntoView()");
        browser.picture(pictures.resolve("dashboard-dark.png"));
        browser.resize(390, 844);
        browser.evaluate("document.getElementById('proxies').scrollIntoView()");
        Thread.sleep(Duration.ofSeconds(2));
        browser.picture(pictures.resolve("dashboard-phone.png"));
      } finally {
        traffic.interrupt();
      }
    } finally {
      close();
    }
  }

  private static void traffic(HttpClient client, int port) {
    List<String> paths = List.of("/", "/", "/api/orders", "/", "/broken", "/api/items", "/", "/");
    try {
      for (int i = 0; true; i++) {
        URI uri = URI.create("http://127.0.0.1:" + port + paths.get(i % paths.size()));
        client.sendAsync(
            HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        Thread.sleep(20 + 15 * Math.round(1 + Math.sin(i / 300.0)));
      }
    } catch (InterruptedException e) {
      // There are pictures enough.
    }
  }

  /** Prints how long the page of 5,000 servers takes in the browser, and how much is sent. */
  @Test
  void measureFiveThousandServers() throws Exception {
    int port = FreePorts.inARow(2);
    serve("127.0.0.1", port + 1, 0);
    StringBuilder text = new StringBuilder();
    text.append("defaults\n mode http\n timeout client 60s\n timeout server 60s\n");
    text.append(" timeout connect 5s\nfrontend operators\n bind 127.0.0.1:").append(port);
    text.append("\n http-request use-service dashboard\n");
    for (int backend = 0; backend < 100; backend++) {
      text.append("backend b").append(backend).append('\n');
      for (int server = 0; server < 50; server++) {
        text.append(" server s").append(server).append(" 127.0.0.1:").append(port + 1);
        text.append(server == 7 ? " disabled\n" : "\n");
      }
    }
    Path file = Files.writeString(directory.resolve("many.cfg"), text);
    try (Launched many = Launched.start(directory, "-db", "-f", file.toString())) {
      many.awaitPort(port);
      URI page = URI.create("http://127.0.0.1:" + port + "/");
      try (Browser browser = new Browser(directory, 1440, 1250)) {
        for (int i = 0; i < 5; i++) {
          browser.open(URI.create("about:blank"));
          browser.await("location.href === 'about:blank'");
          long begin = System.nanoTime();
          browser.open(page);
          browser.await("document.getElementById('summary')?.innerText.includes('4,900')");
          long shown = (System.nanoTime() - begin) / 1_000_000;
          System.out.println(
              "shown after "
                  + shown
                  + " ms; "
                  + browser.evaluate("performance.now()")
                  + " ms there");
        }
        System.out.println(
            browser.evaluate(
                "performance.getEntriesByType('resource').filter(e => e.name.includes('state.json'))"
                    + ".map(e => e.duration.toFixed(0) + ' ms ' + e.transferSize + ' bytes').join('; ')"));
      }
    } finally {
      close();
    }
  }
}
