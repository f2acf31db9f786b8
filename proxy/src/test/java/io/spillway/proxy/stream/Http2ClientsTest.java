package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others have written, over HTTP/2, before servers of HTTP/1. */
class Http2ClientsTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      frontend f
        log @log@
        option httplog
        bind 127.0.0.1:@port@ %s
        default_backend b
      backend b
        server s %s
      """;

  @TempDir Path directory;

  private static RunningProxy proxy(String words, Origin origin) throws Exception {
    return RunningProxy.of(CONFIGURATION.formatted(words, origin.address()));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return output;
  }

  private static String curl(RunningProxy proxy, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-s", "-i", "--http2-prior-knowledge", "--max-time", "30"));
    command.addAll(List.of(words));
    command.set(
        command.size() - 1, "http://127.0.0.1:" + proxy.port() + command.get(command.size() - 1));
    return run(command.toArray(String[]::new));
  }

  @Test
  void aClientThatBeginsWithThePrefaceIsServedOnAPlainBind() throws Exception {
    try (Origin origin =
            Origin.answeringWith(
                "HTTP/1.1 200 Fine\r\nContent-Length: 3\r\nKeep-Alive: a\r\nX-One: Two\r\n\r\nabc");
        RunningProxy proxy = proxy("", origin)) {
      assertThat(curl(proxy, "-H", "cookie: a=1", "-H", "X-A: b", "-H", "Cookie: c=2", "/a?b=c"))
          .isEqualTo("HTTP/2 200 \r\ncontent-length: 3\r\nx-one: Two\r\n\r\nabc");
      assertThat(origin.heads.getFirst())
          .startsWith("GET /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:" + proxy.port() + "\r\nuser-agent: ")
          .endsWith("x-a: b\r\ncookie: a=1; c=2\r\n\r\n");
      assertThat(proxy.logLine())
          .contains(" f b/s ")
          .contains(" 200 ")
          .endsWith("\"GET http://127.0.0.1:" + proxy.port() + "/a?b=c HTTP/2.0\"");
    }
  }

  @Test
  void alpnChoosesTheVersion() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (Origin origin = Origin.answering("abc");
        RunningProxy proxy = proxy("ssl crt " + file + " alpn h2,http/1.1", origin)) {
      String url = "https://127.0.0.1:" + proxy.port() + "/";
      assertThat(run("curl", "-s", "-k", "-i", "--http2", url)).startsWith("HTTP/2 200 ");
      assertThat(proxy.logLine()).endsWith("\"GET " + url + " HTTP/2.0\"");
      assertThat(run("curl", "-s", "-k", "-i", "--http1.1", url)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aBindMayBeForHttp2Alone() throws Exception {
    try (Origin origin = Origin.answering("abc");
        RunningProxy proxy = proxy("proto h2", origin)) {
      assertThat(curl(proxy, "/")).startsWith("HTTP/2 200 ").endsWith("abc");
      assertThat(run("curl", "-s", "--http1.1", "http://127.0.0.1:" + proxy.port()))
          .doesNotContain("abc");
    }
  }

  @Test
  void bodiesOfKnownAndUnknownLengthComeThrough() throws Exception {
    Path body = directory.resolve("body");
    byte[] bytes = new byte[3_000_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    Files.write(body, bytes);
    AtomicReference<byte[]> got = new AtomicReference<>();
    AtomicReference<String> head = new AtomicReference<>();
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  while (true) {
                    String text = connection.readUntil("\r\n\r\n");
                    if (text.isEmpty()) {
                      return;
                    }
                    head.set(text);
                    if (text.contains("chunked")) {
                      got.set(connection.readChunks());
                    } else {
                      got.set(connection.socket().getInputStream().readNBytes(bytes.length));
                    }
                    connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    connection.send("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
                  }
                });
        RunningProxy proxy = proxy("", origin)) {
      assertThat(curl(proxy, "--data-binary", "@" + body, "/")).endsWith("\r\n\r\nhello!");
      assertThat(head.get()).contains("\r\ncontent-length: 3000000\r\n");
      assertThat(got.get()).isEqualTo(bytes);
      assertThat(
              run(
                  "sh",
                  "-c",
                  "curl -s --http2-prior-knowledge -T - http://127.0.0.1:"
                      + proxy.port()
                      + "/ < "
                      + body))
          .isEqualTo("hello!");
      assertThat(head.get()).contains("\r\ntransfer-encoding: chunked\r\n");
      assertThat(got.get()).isEqualTo(bytes);
    }
  }

  @Test
  void largeResponsesComeThroughWhicheverWayTheirEndIsTold() throws Exception {
    String large = "0123456789abcdef".repeat(200_000);
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  String head = connection.readUntil("\r\n\r\n");
                  if (head.contains("/length")) {
                    connection.send(Origin.response(large));
                  } else if (head.contains("/chunked")) {
                    connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    for (int at = 0; at < large.length(); at += 100_000) {
                      connection.send("186a0\r\n" + large.substring(at, at + 100_000) + "\r\n");
                    }
                    connection.send("0\r\n\r\n");
                  } else {
                    connection.send("HTTP/1.1 200 OK\r\n\r\n" + large);
                  }
                });
        RunningProxy proxy = proxy("", origin)) {
      for (String path : List.of("/length", "/chunked", "/close")) {
        String response = curl(proxy, path);
        assertThat(response.substring(response.indexOf("\r\n\r\n") + 4)).isEqualTo(large);
      }
    }
  }

  @Test
  void trailersAndInterimResponsesComeThrough() throws Exception {
    try (Origin origin =
            Origin.answeringWith(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n");
        RunningProxy proxy = proxy("", origin)) {
      assertThat(curl(proxy, "/"))
          .isEqualTo("HTTP/2 103 \r\nlink: </a>\r\n\r\nHTTP/2 200 \r\n\r\nabcx-sum: 42\r\n");
    }
  }

  @Test
  void headAndStatusesWithoutABodyEndWithTheirHead() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  while (true) {
                    String head = connection.readUntil("\r\n\r\n");
                    if (head.isEmpty()) {
                      return;
                    }
                    String status = head.contains("/204") ? "204" : "304";
                    connection.send(
                        head.startsWith("HEAD")
                            ? "HTTP/1.1 200 OK\r\ncontent-length: 77\r\n\r\n"
                            : "HTTP/1.1 " + status + " X\r\netag: \"a\"\r\n\r\n");
                  }
                });
        RunningProxy proxy = proxy("", origin)) {
      assertThat(curl(proxy, "-I", "/")).isEqualTo("HTTP/2 200 \r\ncontent-length: 77\r\n\r\n");
      assertThat(curl(proxy, "/204")).isEqualTo("HTTP/2 204 \r\netag: \"a\"\r\n\r\n");
      assertThat(curl(proxy, "/304")).isEqualTo("HTTP/2 304 \r\netag: \"a\"\r\n\r\n");
    }
  }

  @Test
  void answersOfOurOwnHaveTheirPlaceToo() throws Exception {
    String configuration =
        """
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        frontend f
          bind 127.0.0.1:@port@
          log @log@
          option httplog
          http-request return status 200 content-type text/plain lf-string "%[req.ver] %[path] %[fc_http_major]" if { path /return }
          monitor-uri /monitor
          http-request deny if { path /deny }
          http-request reject if { path /reject }
          http-request redirect location /there if { path /redirect }
        """;
    try (RunningProxy proxy = RunningProxy.of(configuration)) {
      assertThat(curl(proxy, "/return")).startsWith("HTTP/2 200 ").endsWith("2.0 /return 2");
      assertThat(curl(proxy, "/monitor")).startsWith("HTTP/2 200 ").contains("Service ready");
      assertThat(curl(proxy, "/deny")).startsWith("HTTP/2 403 ").contains("403 Forbidden");
      assertThat(curl(proxy, "/redirect")).startsWith("HTTP/2 302 ").contains("location: /there");
      assertThat(curl(proxy, "/none")).startsWith("HTTP/2 503 ").contains("503 Service");
      assertThat(curl(proxy, "/reject")).isEmpty();
    }
  }

  @Test
  void manyStreamsShareAFewConnections() throws Exception {
    try (Origin origin = Origin.answering("abc");
        RunningProxy proxy = proxy("", origin)) {
      assertThat(
              run(
                  "h2load",
                  "-n",
                  "3000",
                  "-c",
                  "5",
                  "-m",
                  "50",
                  "http://127.0.0.1:" + proxy.port() + "/"))
          .contains("3000 succeeded, 0 failed, 0 errored, 0 timeout")
          .contains("status codes: 3000 2xx");
      RunningProxy.await(() -> proxy.frontend("f").statistics().sessions().value() == 0);
    }
  }
}
