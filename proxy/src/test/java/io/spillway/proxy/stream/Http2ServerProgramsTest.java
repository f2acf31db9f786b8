package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.stats.Counter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of HTTP/2 that others have written: nghttpd, nginx, HAProxy. */
class Http2ServerProgramsTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      frontend f
        bind 127.0.0.1:@port@
        log @log@
        log-format "%%ST %%ts %%[bc_http_major] %%[res.ver,length]"
        default_backend b
      backend b
        http-reuse always
        %s
        server s 127.0.0.1:%d %s
      """;

  @TempDir Path directory;

  private static RunningProxy proxy(int port, String words, String more) throws Exception {
    return RunningProxy.of(CONFIGURATION.formatted(more, port, words));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return output;
  }

  /** A program that listens on a port, until it is closed. */
  private record Program(Process process, int port) implements AutoCloseable {
    static Program start(int port, Path directory, List<String> command) throws IOException {
      Path output = directory.resolve("output" + port);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      while (!isListening(port)) {
        if (!process.isAlive()) {
          throw new IOException(Files.readString(output));
        }
        Thread.onSpinWait();
      }
      return new Program(process, port);
    }

    private static boolean isListening(int port) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private Program nghttpd() throws IOException {
    int port = RunningProxy.freePort();
    return Program.start(
        port,
        directory,
        List.of("nghttpd", "--no-tls", "-d", directory.toString(), Integer.toString(port)));
  }

  @Test
  void filesComeThroughFromNghttpd() throws Exception {
    byte[] bytes = new byte[3_000_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    Path file = Files.write(directory.resolve("file"), bytes);
    Path copy = directory.resolve("copy");
    try (Program server = nghttpd();
        RunningProxy proxy = proxy(server.port(), "proto h2", "")) {
      String url = "http://127.0.0.1:" + proxy.port() + "/file";
      for (String version : new String[] {"--http1.1", "--http1.0", "--http2-prior-knowledge"}) {
        run("curl", "-s", version, "-o", copy.toString(), url);
        assertThat(Files.mismatch(file, copy)).as(version).isEqualTo(-1);
        assertThat(proxy.logLine()).startsWith("200 -- 2 3");
      }
      run("curl", "-s", "-T", file.toString(), "-o", copy.toString(), url);
      assertThat(proxy.logLine()).startsWith("200 -- 2 3");
    }
  }

  @Test
  void manyStreamsGoToNghttpdOverFewConnections() throws Exception {
    Files.writeString(directory.resolve("file"), "abc");
    try (Program server = nghttpd();
        RunningProxy proxy = proxy(server.port(), "proto h2", "")) {
      assertThat(
              run(
                  "h2load",
                  "-n",
                  "5000",
                  "-c",
                  "5",
                  "-m",
                  "50",
                  "http://127.0.0.1:" + proxy.port() + "/file"))
          .contains("5000 succeeded, 0 failed, 0 errored, 0 timeout");
      assertThat(proxy.ofServer("b", 0, Counter.SERVER_CONNECTS)).isLessThan(50);
      RunningProxy.await(() -> proxy.frontend("f").statistics().sessions().value() == 0);
      RunningProxy.await(() -> proxy.backend("b").servers().getFirst().sessions().value() == 0);
    }
  }

  @Test
  void nothingIsLostWhereNginxEndsItsConnectionsAgainAndAgain() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (SecureWebServer server =
            new SecureWebServer(directory, certificate, "http2", "keepalive_requests 50;");
        RunningProxy proxy =
            proxy(
                Integer.parseInt(server.address().substring("127.0.0.1:".length())),
                "ssl verify none alpn h2,http/1.1",
                "")) {
      assertThat(
              run(
                  "h2load",
                  "-n",
                  "3000",
                  "-c",
                  "3",
                  "-m",
                  "20",
                  "http://127.0.0.1:" + proxy.port() + "/"))
          .contains("3000 succeeded, 0 failed, 0 errored, 0 timeout")
          .contains("status codes: 3000 2xx");
      assertThat(proxy.logLine()).isEqualTo("200 -- 2 3");
    }
  }

  @Test
  void aServerThatKnowsHttp1AloneIsSpokenToInIt() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (SecureWebServer server = new SecureWebServer(directory, certificate);
        RunningProxy proxy =
            proxy(
                Integer.parseInt(server.address().substring("127.0.0.1:".length())),
                "ssl verify none alpn h2,http/1.1",
                "")) {
      for (int i = 0; i < 3; i++) {
        assertThat(run("curl", "-s", "-i", "http://127.0.0.1:" + proxy.port() + "/"))
            .startsWith("HTTP/1.1 200 ");
        assertThat(proxy.logLine()).startsWith("200 -- 1 3");
      }
    }
  }

  @Test
  void webSocketsGoOverHttp1WhereAlpnOffersIt() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    String webSocket = "Upgrade: websocket";
    try (SecureWebServer server = new SecureWebServer(directory, certificate, "http2", "")) {
      int port = Integer.parseInt(server.address().substring("127.0.0.1:".length()));
      for (String words : new String[] {"alpn h2,http/1.1", "alpn h2,http/1.1 ws h1"}) {
        try (RunningProxy proxy = proxy(port, "ssl verify none " + words, "")) {
          run(
              "curl",
              "-s",
              "-H",
              "Connection: Upgrade",
              "-H",
              webSocket,
              "-H",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "http://127.0.0.1:" + proxy.port() + "/");
          // nginx makes no WebSocket of it, but it was asked in HTTP/1.
          assertThat(proxy.logLine()).startsWith("200 -- 1 3");
          run("curl", "-s", "http://127.0.0.1:" + proxy.port() + "/");
          assertThat(proxy.logLine()).startsWith("200 -- 2 3");
        }
      }
    }
  }

  @Test
  void haproxyAsAServerIsChecked() throws Exception {
    int port = RunningProxy.freePort();
    Path file =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout client 20s
              timeout server 20s
              timeout connect 20s
            frontend f
              bind 127.0.0.1:%d proto h2
              http-request return status 200 content-type text/plain lf-string "%%[req.ver] %%[method]"
            """
                .formatted(port));
    String check = "option httpchk GET /\n  http-check expect string 2.0";
    try (Program server =
            Program.start(port, directory, List.of("haproxy", "-db", "-f", file.toString()));
        RunningProxy proxy = proxy(port, "proto h2 check inter 100ms", check)) {
      RunningProxy.await(
          () ->
              proxy.backend("b").servers().getFirst().state().lastCheck().status()
                  == CheckStatus.LAYER7_OK);
      assertThat(run("curl", "-s", "-d", "abc", "http://127.0.0.1:" + proxy.port() + "/"))
          .isEqualTo("2.0 POST");
    }
  }

  /** Accepts any tunnel over HTTP/1, and sends back what comes through it, one line at a time. */
  private static final class Echo implements AutoCloseable {
    private final ServerSocket listening =
        new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    Echo() throws IOException {
      Thread.startVirtualThread(
          () -> {
            while (!listening.isClosed()) {
              try {
                Socket accepted = listening.accept();
                Thread.startVirtualThread(() -> serve(accepted));
              } catch (IOException e) {
                return; // closed
              }
            }
          });
    }

    private void serve(Socket accepted) {
      try (Client peer = new Client(accepted)) {
        String head = peer.readUntil("\r\n\r\n");
        heads.add(head);
        peer.send(
            head.startsWith("CONNECT ")
                ? "HTTP/1.1 200 OK\r\n\r\n"
                : "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade:"
                    + " websocket\r\nSec-WebSocket-Accept: "
                    + accept(head)
                    + "\r\n\r\n");
        for (String line = peer.readUntil("\n"); !line.isEmpty(); line = peer.readUntil("\n")) {
          peer.send("<" + line);
        }
      } catch (IOException | GeneralSecurityException e) {
        heads.add(e.toString());
      }
    }

    /** What answers the key (RFC 6455, section 4.2.2), which haproxy makes up in between. */
    private static String accept(String head) throws GeneralSecurityException {
      String key =
          head.lines()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse("");
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  /** An haproxy that takes tunnels over HTTP/2 on to {@code echo}. */
  private Program tunnelling(Echo echo) throws IOException {
    int port = RunningProxy.freePort();
    Path file =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout client 20s
              timeout server 20s
              timeout connect 20s
              timeout tunnel 20s
            listen l
              bind 127.0.0.1:%d proto h2
              server s 127.0.0.1:%d
            """
                .formatted(port, echo.listening.getLocalPort()));
    return Program.start(port, directory, List.of("haproxy", "-db", "-f", file.toString()));
  }

  @Test
  void tunnelsOfConnectPassThroughHaproxyOverHttp2() throws Exception {
    try (Echo echo = new Echo();
        Program server = tunnelling(echo);
        RunningProxy proxy = proxy(server.port(), "proto h2", "");
        Client client = proxy.connect()) {
      client.send("CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      client.send("one\n");
      assertThat(client.readUntil("\n")).isEqualTo("<one\n");
      client.send("two\n");
      assertThat(client.readUntil("\n")).isEqualTo("<two\n");
      assertThat(echo.heads.take()).startsWith("CONNECT far.example:443 HTTP/1.1\r\n");
      client.endInput();
      assertThat(client.readAll()).isEmpty();
      assertThat(proxy.logLine()).startsWith("200 -- ");
    }
  }

  @Test
  void webSocketsPassThroughHaproxyOverHttp2() throws Exception {
    try (Echo echo = new Echo();
        Program server = tunnelling(echo);
        RunningProxy proxy = proxy(server.port(), "proto h2 ws h2", "");
        Client client = proxy.connect()) {
      client.send(
          """
          GET /chat HTTP/1.1\r
          Host: a\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          \r
          """);
      assertThat(client.readUntil("\r\n\r\n"))
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
      client.send("one\n");
      assertThat(client.readUntil("\n")).isEqualTo("<one\n");
      assertThat(echo.heads.take()).startsWith("GET /chat HTTP/1.1\r\n");
      client.endInput();
      assertThat(client.readAll()).isEmpty();
      assertThat(proxy.logLine()).startsWith("101 -- ");
    }
  }

  @Test
  void aStepOfACheckSaysWhichVersionOfHttpIsSpoken() throws Exception {
    int port = RunningProxy.freePort();
    Path file =
        Files.writeString(
            directory.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout client 20s
              timeout server 20s
              timeout connect 20s
            frontend f
              bind 127.0.0.1:%d
              http-request return status 200 content-type text/plain lf-string "version %%[req.ver]"
            """
                .formatted(port));
    try (Program server =
        Program.start(port, directory, List.of("haproxy", "-db", "-f", file.toString()))) {
      for (String version : List.of("h1 1.0", "h2 2.0")) {
        String[] words = version.split(" ");
        String check =
            """
            option httpchk
              http-check connect proto %s
              http-check send meth GET uri /
              http-check expect string "version %s"
            """
                .formatted((Object[]) words);
        try (RunningProxy proxy = proxy(server.port(), "check inter 100ms", check)) {
          RunningProxy.await(
              () ->
                  proxy.backend("b").servers().getFirst().state().lastCheck().status()
                      == CheckStatus.LAYER7_OK);
        }
      }
    }
  }
}
