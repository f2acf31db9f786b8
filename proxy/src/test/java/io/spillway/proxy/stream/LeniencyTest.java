package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the proxies do for peers that do not keep to what the standards say, beside HAProxy. */
class LeniencyTest {
  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout client 60s
        timeout server 60s
        timeout connect 60s
      """;

  private static final String CASES =
      """
      global
        h1-case-adjust content-length Content-LENGTH
        h1-case-adjust x-foo X-FOO
        h1-case-adjust host HOST
      """;

  private static final String ADJUSTING =
      """
      listen web
        bind %s
        option h1-case-adjust-bogus-client
        option h1-case-adjust-bogus-server
        http-request return status 200 content-type text/plain string hi hdr x-foo 1 if { path /return }
        http-request deny if { path /deny }
        http-request set-header X-Foo 2 if { path /set }
        server origin %s
      """;

  @TempDir private Path directory;

  private static String get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: a\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("Connection: close\r\n\r\n").toString();
  }

  /** Those names of a head's headers that are {@code h1-case-adjust}'s, in their order. */
  private static List<String> names(String head) {
    List<String> names = new ArrayList<>();
    for (String line : head.split("\r\n\r\n")[0].split("\r\n")) {
      String name = line.split(":")[0];
      if (List.of("content-length", "x-foo", "host").contains(name.toLowerCase(Locale.ROOT))) {
        names.add(name);
      }
    }
    return names.stream().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/set", "/return", "/deny"})
  void namesOfHeadersAreWrittenAsTheSectionSays(String path) throws Exception {
    String request = get(path, "X-foo: 1", "x-other: 2");
    try (Origin origin =
            Origin.answeringWith("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-FoO: 1\r\n\r\nok");
        HaproxyProcess haproxy =
            new HaproxyProcess(
                HaproxyProcess.directory(),
                CASES.replace("global\n", "")
                    + DEFAULTS
                    + ADJUSTING.formatted("unix@DIR/web", origin.address()));
        RunningProxy proxy =
            RunningProxy.of(
                CASES + DEFAULTS + ADJUSTING.formatted("127.0.0.1:@port@", origin.address()))) {
      String theirs = haproxy.exchange("web", request);
      String ours = proxy.exchange(request);
      assertThat(names(theirs)).isNotEmpty();
      assertThat(names(ours)).isEqualTo(names(theirs));
      List<String> heads = origin.heads;
      if (path.length() < 5) {
        assertThat(heads).hasSize(2);
        assertThat(names(heads.get(1))).isEqualTo(names(heads.get(0))).contains("X-FOO", "HOST");
      } else {
        assertThat(heads).isEmpty();
      }
    }
  }

  @Test
  void namesComeFromAFileAndStayWhereNoProxyAsksForThem() throws Exception {
    Path file = directory.resolve("names");
    Files.writeString(file, "# names\n\n  x-foo \t X-fOO\n", ISO_8859_1);
    String global = "global\n  h1-case-adjust-file " + file + "\n";
    String listen = "listen web\n  bind 127.0.0.1:@port@\n  %s\n  server s %s\n";
    try (Origin origin =
            Origin.answeringWith("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-foo: 1\r\n\r\nok");
        RunningProxy adjusting =
            RunningProxy.of(
                global
                    + DEFAULTS
                    + listen.formatted("option h1-case-adjust-bogus-client", origin.address()));
        RunningProxy plain =
            RunningProxy.of(global + DEFAULTS + listen.formatted("", origin.address()))) {
      assertThat(adjusting.exchange(get("/"))).contains("\r\nX-fOO: 1\r\n");
      assertThat(plain.exchange(get("/"))).contains("\r\nx-foo: 1\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, Authorization",
    "/, Proxy-Authorization",
    "http://a/, Authorization",
    "http://a/, Proxy-Authorization",
    "*, Authorization"
  })
  void credentialsOfRequestsToAProxyAreThoseForProxies(String target, String header)
      throws Exception {
    String frontend =
        """
        userlist people
          user a insecure-password b
        frontend web
          bind %s
          option http-use-proxy-header
          http-request auth realm R unless { http_auth(people) }
          http-request return status 204
        """;
    String method = target.equals("*") ? "OPTIONS" : "GET";
    String request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + header
            + ": Basic YTpi\r\n\r\n";
    try (HaproxyProcess haproxy =
            new HaproxyProcess(
                HaproxyProcess.directory(), DEFAULTS + frontend.formatted("unix@DIR/web"));
        RunningProxy proxy = RunningProxy.of(DEFAULTS + frontend.formatted("127.0.0.1:@port@"))) {
      String theirs = haproxy.exchange("web", request).toLowerCase(Locale.ROOT);
      String ours = proxy.exchange(request).toLowerCase(Locale.ROOT);
      assertThat(ours.split("\r\n")[0]).isEqualTo(theirs.split("\r\n")[0]);
      for (String challenge : List.of("www-authenticate: basic", "proxy-authenticate: basic")) {
        assertThat(ours.contains(challenge)).as(challenge).isEqualTo(theirs.contains(challenge));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, Content-Length: 2, ab",
    "HEAD, Content-Length: 2, ab",
    "DELETE, Content-Length: 2, ab",
    "POST, Content-Length: 2, ab",
    "OPTIONS, Content-Length: 2, ab",
    "GET, Content-Length: 0, ''",
    "GET, Transfer-Encoding: chunked, '0\\r\\n\\r\\n'"
  })
  void oldClientsMayGiveABodyToSomeMethodsAlone(String method, String header, String body)
      throws Exception {
    String request =
        method + " / HTTP/1.0\r\nHost: a\r\n" + header + "\r\n\r\n" + body.translateEscapes();
    String frontend = "frontend web\n  bind %s\n  http-request return status 204\n";
    for (String word : List.of("", "  h1-accept-payload-with-any-method\n")) {
      try (HaproxyProcess haproxy =
              new HaproxyProcess(
                  HaproxyProcess.directory(),
                  word + DEFAULTS + frontend.formatted("unix@DIR/web"));
          RunningProxy proxy =
              RunningProxy.of(
                  "global\n" + word + DEFAULTS + frontend.formatted("127.0.0.1:@port@"))) {
        assertThat(proxy.exchange(request).split("\r\n")[0])
            .as("with '%s'", word)
            .isEqualTo(haproxy.exchange("web", request).split("\r\n")[0]);
      }
    }
  }

  @Test
  void aConnectionLivesOnAfterBothLengthsWhereThatIsAskedFor() throws Exception {
    String request =
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n"
            + "0\r\n\r\n";
    String frontend =
        DEFAULTS + "frontend web\n  bind 127.0.0.1:@port@\n  http-request return status 204\n";
    try (RunningProxy strict = RunningProxy.of(frontend)) {
      assertThat(strict.exchange(request + get("/")).split("HTTP/1.1 204")).hasSize(2);
    }
    try (RunningProxy lenient =
        RunningProxy.of("global\n  h1-do-not-close-on-insecure-transfer-encoding\n" + frontend)) {
      assertThat(lenient.exchange(request + get("/")).split("HTTP/1.1 204")).hasSize(3);
    }
  }

  @Test
  void clientsOfHttp2AreNotToldOfWebSocketWhereThatIsNotWanted() throws Exception {
    String frontend =
        DEFAULTS
            + "frontend web\n  bind 127.0.0.1:@port@ proto h2\n  http-request return status 204\n";
    try (RunningProxy proxy = RunningProxy.of(frontend);
        Http2Peer client = new Http2Peer(proxy.port())) {
      assertThat(webSockets(client.read())).isEqualTo(1);
    }
    try (RunningProxy proxy =
            RunningProxy.of("global\n  h2-workaround-bogus-websocket-clients\n" + frontend);
        Http2Peer client = new Http2Peer(proxy.port())) {
      assertThat(webSockets(client.read())).isZero();
    }
  }

  /**
   * The value of SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 section 3) in a frame; 0 unless set.
   */
  private static int webSockets(Http2Peer.Frame settings) {
    byte[] payload = settings.payload();
    for (int i = 0; i < payload.length; i += 6) {
      if (payload[i] == 0 && payload[i + 1] == 8) {
        return payload[i + 5];
      }
    }
    return 0;
  }

  @ParameterizedTest
  @CsvSource({"'', 0x20", "pp2-never-send-local, 0x21"})
  void checksSpeakForNobodyUnlessOldServersNeedAnAddress(String word, String command)
      throws Exception {
    assertThat(command(true, word)).isEqualTo(Integer.decode(command));
    assertThat(command(false, word)).isEqualTo(Integer.decode(command));
  }

  /** The command of the header that a check of HAProxy's, or of ours, begins with. */
  private static int command(boolean isHaproxy, String word) throws Exception {
    BlockingQueue<Integer> commands = new LinkedBlockingQueue<>();
    try (Origin origin = new Origin((connection, number) -> commands.add(read(connection)))) {
      String backend =
          DEFAULTS
              + "backend b\n  server s "
              + origin.address()
              + " check send-proxy-v2 check-send-proxy\n";
      if (!isHaproxy) {
        try (RunningProxy proxy = RunningProxy.of("global\n  " + word + "\n" + backend)) {
          assertThat(proxy.port()).isPositive();
          return commands.take();
        }
      }
      try (HaproxyProcess haproxy =
          new HaproxyProcess(HaproxyProcess.directory(), "  " + word + "\n" + backend)) {
        assertThat(haproxy.output()).isNotNull();
        return commands.take();
      }
    }
  }

  private static int read(Client connection) throws IOException {
    connection.socket().getInputStream().readNBytes(12);
    return connection.socket().getInputStream().read();
  }
}
