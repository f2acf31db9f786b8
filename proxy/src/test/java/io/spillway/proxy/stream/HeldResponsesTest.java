package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Rules on responses that wait, marks of servers' connections, and trailers that are left out. */
class HeldResponsesTest {
  private static final int IP_TOS = 1;
  private static final int SO_MARK = 36;
  private static final String GET = "GET /%s HTTP/1.1\r\nhost: a\r\n\r\n";

  private static RunningProxy proxy(String frontend, String backend) throws Exception {
    return RunningProxy.of(
        """
        global
          nbthread 1
        defaults
          mode http
          timeout client 100m
          timeout server 100m
          timeout connect 20s
          log @log@
          log-format "%%ST %%tsc %%B"
        frontend f
          bind 127.0.0.1:@port@
          %s
          default_backend b
        backend b
          %s
        """
            .formatted(frontend, backend));
  }

  @Test
  void aPausedResponseGoesOnWithTheRulesThatFollow() throws Exception {
    try (Origin origin = Origin.answering("hello");
        RunningProxy proxy =
            proxy(
                "http-response set-header x-order %[res.hdr(x-order)]f\n"
                    + "http-response pause str(x),length,mul(200)\n"
                    + "http-response set-header x-order %[res.hdr(x-order)]g",
                "http-response set-header x-order a\nhttp-response pause 200ms\n"
                    + "http-response set-header x-order %[res.hdr(x-order)]b\nserver s "
                    + origin.address());
        Client client = proxy.connect()) {
      for (int i = 0; i < 2; i++) {
        long begin = System.nanoTime();
        client.send(GET.formatted("x"));
        assertThat(client.readUntil("hello")).contains("x-order: abfg");
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(400_000_000L);
        assertThat(proxy.logLine()).startsWith("200 ---- ");
      }
    }
  }

  @Test
  void whatTheServerDoesDuringAPauseIsNotLost() throws Exception {
    byte[] big = new byte[100_000];
    java.util.Arrays.fill(big, (byte) 'x');
    String body = new String(big, java.nio.charset.StandardCharsets.ISO_8859_1);
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send("HTTP/1.0 200 OK\r\n\r\n" + body);
                });
        RunningProxy proxy = proxy("http-response pause 300ms", "server s " + origin.address())) {
      String answer = proxy.exchange(GET.formatted(""));
      assertThat(answer).contains(" 200 OK").endsWith("\r\n\r\n" + body);
      assertThat(proxy.logLine()).isEqualTo("200 ---- " + answer.length());
    }
  }

  @Test
  void aClientThatGoesDuringAPauseEndsTheStream() throws Exception {
    try (Origin origin = Origin.answering("hello");
        RunningProxy proxy = proxy("http-response pause 100m", "server s " + origin.address())) {
      try (Client client = proxy.connect()) {
        client.send(GET.formatted(""));
        RunningProxy.await(() -> origin.heads.size() == 1);
        client.socket().setSoLinger(true, 0);
      }
      assertThat(proxy.logLine()).startsWith("200 CH-- ");
    }
  }

  @Test
  void aClientThatIsSilentForAsLongAsARuleSaysIsLetGo() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    try (Origin origin =
            new Origin(
                (connection, number) ->
                    heads.add(connection.readUntil("\r\n\r\nx") + connection.readAll()));
        RunningProxy proxy =
            proxy(
                "http-request set-timeout client 200ms\n"
                    + "http-request set-header x-now %[cur_client_timeout]",
                "server s " + origin.address());
        Client client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx");
      assertThat(client.readUntil("\r\n")).isEqualTo("HTTP/1.1 408 Request Time-out\r\n");
      assertThat(proxy.logLine()).startsWith("408 cD");
      RunningProxy.await(() -> !heads.isEmpty());
      assertThat(heads).singleElement().asString().contains("x-now: 200\r\n");
    }
  }

  @Test
  void packetsToTheServerAreMarkedFromTheFirstOn() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  while (!connection.readUntil("\r\n\r\n").isEmpty()) {
                    connection.send(Origin.response("n" + number));
                  }
                });
        RunningProxy proxy =
            proxy(
                """
                http-request set-bc-tos 32 if { path /marked }
                http-request set-bc-mark int(42) if { path /marked }
                """,
                "http-reuse always\nserver s " + origin.address());
        Client client = proxy.connect()) {
      client.send(GET.formatted("marked"));
      assertThat(client.readUntil("n1")).contains("200 OK");
      int port = Integer.parseInt(origin.address().replaceAll(".*:", ""));
      int socket = KernelSockets.connectedTo(port);
      assertThat(KernelSockets.option(socket, 0, IP_TOS)).isEqualTo(32);
      boolean isRoot = "root".equals(System.getProperty("user.name"));
      assertThat(KernelSockets.option(socket, 1, SO_MARK)).isEqualTo(isRoot ? 42 : 0);
      client.send(GET.formatted("marked"));
      assertThat(client.readUntil("n1")).contains("200 OK");
      client.send(GET.formatted("plain"));
      assertThat(client.readUntil("n2")).contains("200 OK");
    }
  }

  @Test
  void trailersAreLeftOutWhereAnOptionSaysSo() throws Exception {
    String chunks = "3\r\nabc\r\n0\r\n";
    String trailers = "x-a: 1\r\nx-b: 2\r\n";
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  String head = connection.readUntil("\r\n\r\n");
                  String body = connection.readUntil("\r\n\r\n");
                  connection.send(
                      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-got: "
                          + body.length()
                          + "\r\nx-host: "
                          + head.contains("host: a")
                          + "\r\nconnection: close\r\n\r\n");
                  for (char c : (chunks + trailers + "\r\n").toCharArray()) {
                    connection.send(String.valueOf(c));
                  }
                });
        RunningProxy proxy =
            proxy(
                "option http-drop-response-trailers\nhttp-request set-header x-c 1 if { path /c }",
                "option http-drop-request-trailers\nserver s " + origin.address())) {
      for (String path : new String[] {"", "c"}) {
        String answer =
            proxy.exchange(
                "POST /"
                    + path
                    + " HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n"
                    + "connection: close\r\n\r\n"
                    + chunks
                    + trailers
                    + "\r\n");
        assertThat(answer).contains("x-got: 13").endsWith("\r\n\r\n" + chunks + "\r\n");
      }
    }
    try (Origin origin =
            Origin.answeringWith(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
                    + chunks
                    + trailers
                    + "\r\n");
        RunningProxy proxy = proxy("", "server s " + origin.address())) {
      assertThat(proxy.exchange("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
          .endsWith("\r\n\r\n" + chunks + trailers + "\r\n");
    }
  }
}
