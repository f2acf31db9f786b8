package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.server.OperationalState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to servers that a SOCKS4 proxy makes. */
class SocksTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
  private static final String LISTEN =
      """
      defaults
        mode http
        timeout connect 60s
        timeout client 60s
        timeout server 60s
        retries 1
      listen web
        bind %s
        server s %s
      """;

  /** A SOCKS4 proxy that connects all to one server, whatever they ask for. */
  private static final class SocksProxy implements AutoCloseable {
    private final Origin listener;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    SocksProxy(int port, int code) throws IOException {
      listener = new Origin((connection, number) -> serve(connection.socket(), port, code));
    }

    private void serve(Socket client, int port, int code) throws IOException {
      byte[] request = client.getInputStream().readNBytes(16);
      requests.add(HexFormat.of().formatHex(request));
      byte[] answer = {0, (byte) code, 0, 0, 0, 0, 0, 0};
      // In two pieces, as networks may have it.
      client.getOutputStream().write(answer, 0, 3);
      client.getOutputStream().flush();
      client.getOutputStream().write(answer, 3, 5);
      if (code == 90) {
        try (Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
          Thread.ofVirtual().start(() -> copy(server, client));
          copy(client, server);
        }
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
      } catch (IOException e) {
        // one of them is gone
      }
    }

    String address() {
      return listener.address();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @Test
  void requestsReachAServerThatTheProxyAloneReaches() throws Exception {
    try (Origin origin = Origin.answering("hello");
        SocksProxy socks = new SocksProxy(origin.port(), 90);
        HaproxyProcess haproxy =
            new HaproxyProcess(
                HaproxyProcess.directory(),
                LISTEN.formatted("unix@DIR/web", "192.0.2.1:81 socks4 " + socks.address()));
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted("127.0.0.1:@port@", "192.0.2.1:81 socks4 " + socks.address()))) {
      assertThat(haproxy.exchange("web", REQUEST)).endsWith("hello");
      assertThat(proxy.exchange(REQUEST)).endsWith("hello");
      assertThat(socks.requests).hasSize(2);
      assertThat(socks.requests.get(1)).isEqualTo(socks.requests.get(0));
      assertThat(socks.requests.get(1)).startsWith("0401" + "0051" + "c0000201");
    }
  }

  @Test
  void theProxyIsAskedBeforeAnythingElseIsSent(@TempDir Path directory) throws Exception {
    Path certificate = TestCertificates.make(directory, "a", "rsa:2048");
    try (RunningProxy secure =
            RunningProxy.of(
                """
                frontend secure
                  mode http
                  timeout client 60s
                  bind 127.0.0.1:@port@ accept-proxy ssl crt %s
                  http-request return status 200 content-type text/plain lf-string "%%[src]"
                """
                    .formatted(certificate));
        SocksProxy socks = new SocksProxy(secure.port(), 90);
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted(
                    "127.0.0.1:@port@",
                    "192.0.2.1:81 ssl verify none send-proxy socks4 " + socks.address()))) {
      assertThat(proxy.exchange(REQUEST)).endsWith("\r\n\r\n127.0.0.1");
    }
  }

  @Test
  void aProxyThatRefusesIsAFailedConnection() throws Exception {
    try (SocksProxy socks = new SocksProxy(9, 91);
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted("127.0.0.1:@port@", "192.0.2.1:81 socks4 " + socks.address()))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503");
      assertThat(socks.requests).hasSize(2);
    }
  }

  @Test
  void aProxyThatEndsWithoutAnAnswerIsAFailedConnection() throws Exception {
    try (Origin socks = new Origin((connection, number) -> {});
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted("127.0.0.1:@port@", "192.0.2.1:81 socks4 " + socks.address()))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503");
    }
  }

  @Test
  void aServerOfIpv6CannotBeReachedSo() throws Exception {
    try (SocksProxy socks = new SocksProxy(9, 90);
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted("127.0.0.1:@port@", "[::1]:81 socks4 " + socks.address()))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503");
      assertThat(socks.requests).isEmpty();
    }
  }

  @Test
  void checksGoByTheProxyWhereTheyAreToldTo() throws Exception {
    try (Origin origin = Origin.answering("hello");
        SocksProxy socks = new SocksProxy(origin.port(), 90);
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted(
                    "127.0.0.1:@port@",
                    "127.0.0.1:1 check inter 100ms rise 1 fall 1 socks4 "
                        + socks.address()
                        + " check-via-socks4\n  server direct 127.0.0.1:1 check inter 100ms fall 1"
                        + " socks4 "
                        + socks.address()))) {
      RunningProxy.await(
          () ->
              proxy.backend("web").servers().get(1).state().operational()
                  == OperationalState.STOPPED);
      RunningProxy.await(() -> socks.requests.size() > 1);
      assertThat(proxy.backend("web").servers().get(0).state().operational())
          .isEqualTo(OperationalState.RUNNING);
    }
  }

  @Test
  void aStepOfACheckGoesByTheProxyWhereItSaysSo() throws Exception {
    try (Origin origin = Origin.answering("hello");
        SocksProxy socks = new SocksProxy(origin.port(), 90);
        RunningProxy proxy =
            RunningProxy.of(
                LISTEN.formatted(
                    "127.0.0.1:@port@",
                    "127.0.0.1:1 check inter 100ms rise 1 fall 1 socks4 "
                        + socks.address()
                        + "\n  server without 127.0.0.1:1 check inter 100ms fall 1"
                        + "\n  option tcp-check\n  tcp-check connect via-socks4"))) {
      RunningProxy.await(
          () ->
              proxy.backend("web").servers().get(1).state().operational()
                  == OperationalState.STOPPED);
      RunningProxy.await(() -> socks.requests.size() > 1);
      assertThat(proxy.backend("web").servers().get(0).state().operational())
          .isEqualTo(OperationalState.RUNNING);
    }
  }
}
