package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import io.spillway.proxy.stats.Counter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Stored responses on real connections. */
class CacheTest {
  private static final int LARGE = 3_000_000;

  private static String proxies(Origin origin, String lines) {
    return """
        global
          log @log@
        defaults
          mode http
          log global
          option httplog
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        listen f
          bind 127.0.0.1:@port@
          http-request cache-use c
          http-response set-header x-seen %%[res.cache_hit]
          http-response cache-store c
        %s
          server s %s
        cache c
          total-max-size 16
          max-object-size 8000000
        """
        .formatted(lines, origin.address());
  }

  private static String response(String body, String headers) {
    return "HTTP/1.1 200 OK\r\ncontent-length: "
        + body.length()
        + "\r\ncache-control: max-age=60\r\n"
        + headers
        + "\r\n"
        + body;
  }

  private static String get(String path, String headers) {
    return "GET " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n" + headers + "\r\n";
  }

  private static String large() {
    StringBuilder text = new StringBuilder(LARGE);
    while (text.length() < LARGE) {
      text.append(text.length()).append(' ');
    }
    return text.substring(0, LARGE);
  }

  @Test
  void theLogAndTheCountersTellOfIt() throws Exception {
    try (Origin origin = Origin.answeringWith(response("hello", ""));
        RunningProxy proxy = RunningProxy.of(proxies(origin, ""))) {
      proxy.exchange(get("/", ""));
      assertThat(proxy.logLine()).contains(" f/s ").contains(" ---- ");
      assertThat(proxy.exchange(get("/", ""))).contains("x-seen: 1").endsWith("hello");
      assertThat(proxy.logLine()).contains(" f/<CACHE> ").contains(" LR-- ").contains(" 200 ");
      assertThat(origin.heads).hasSize(1);
      assertThat(proxy.ofFrontend("f", Counter.CACHE_LOOKUPS)).isEqualTo(2);
      assertThat(proxy.ofFrontend("f", Counter.CACHE_HITS)).isEqualTo(1);
    }
  }

  @Test
  void aLargeResponseComesWholeOnAConnectionThatLivesOn() throws Exception {
    String body = large();
    try (Origin origin = Origin.answeringWith(response(body, ""));
        RunningProxy proxy = RunningProxy.of(proxies(origin, ""));
        Client client = proxy.connect()) {
      for (int i = 0; i < 5; i++) {
        client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        assertThat(client.readUntil("\r\n\r\n")).contains("x-seen: " + (i == 0 ? 0 : 1));
        byte[] received = client.socket().getInputStream().readNBytes(LARGE);
        assertThat(new String(received, StandardCharsets.ISO_8859_1)).isEqualTo(body);
      }
      assertThat(origin.heads).hasSize(1);
    }
  }

  @Test
  void whatIsStoredIsPlainAndWhatIsSentMayBeCompressed() throws Exception {
    String body = large();
    try (Origin origin = Origin.answeringWith(response(body, "content-type: text/plain\r\n"));
        RunningProxy proxy = RunningProxy.of(proxies(origin, "  compression algo gzip"))) {
      for (int i = 0; i < 3; i++) {
        try (Client client = proxy.connect()) {
          client.send(get("/", "accept-encoding: gzip\r\n"));
          String head = client.readUntil("\r\n\r\n");
          assertThat(head).containsIgnoringCase("content-encoding: gzip");
          byte[] chunks = client.socket().getInputStream().readAllBytes();
          assertThat(plain(chunks)).isEqualTo(body);
        }
        assertThat(proxy.exchange(get("/", ""))).endsWith(body).contains("x-seen: 1");
      }
      assertThat(origin.heads).hasSize(1);
    }
  }

  private static String plain(byte[] chunks) throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    String text = new String(chunks, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (true) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      if (size == 0) {
        break;
      }
      joined.write(chunks, line + 2, size);
      at = line + 2 + size + 2;
    }
    byte[] content =
        new GZIPInputStream(new ByteArrayInputStream(joined.toByteArray())).readAllBytes();
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aResponseThatIsCutOffIsNotStored() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  String whole = response("hello", "");
                  connection.send(number == 1 ? whole.substring(0, whole.length() - 2) : whole);
                });
        RunningProxy proxy = RunningProxy.of(proxies(origin, ""))) {
      proxy.exchange(get("/", ""));
      assertThat(proxy.exchange(get("/", ""))).contains("x-seen: 0").endsWith("hello");
      assertThat(proxy.exchange(get("/", ""))).contains("x-seen: 1").endsWith("hello");
    }
  }

  @Test
  void aRuleAfterTheCacheStillDenies() throws Exception {
    String deny = "  http-request deny if { hdr(x-bad) 1 }";
    try (Origin origin = Origin.answeringWith(response("hello", ""));
        RunningProxy proxy = RunningProxy.of(proxies(origin, deny))) {
      proxy.exchange(get("/", ""));
      assertThat(proxy.exchange(get("/", "x-bad: 1\r\n"))).startsWith("HTTP/1.1 403");
      assertThat(proxy.exchange(get("/", ""))).contains("x-seen: 1");
    }
  }

  @Test
  void whatALimitOfBandwidthHoldsBackComesWhole() throws Exception {
    String limit =
        "  filter cache c\n  filter bwlim-out l default-limit 1m default-period 20ms\n"
            + "  http-request set-bandwidth-limit l";
    String body = large();
    try (Origin origin = Origin.answeringWith(response(body, ""));
        RunningProxy proxy = RunningProxy.of(proxies(origin, limit))) {
      for (int i = 0; i < 3; i++) {
        assertThat(proxy.exchange(get("/", "")))
            .endsWith(body)
            .contains("x-seen: " + (i > 0 ? 1 : 0));
      }
    }
  }

  @Test
  void aClientOfHttp2GetsWhatOneOfHttp2Fetched() throws Exception {
    String body = large();
    try (Origin origin = Origin.answeringWith(response(body, ""));
        RunningProxy proxy =
            RunningProxy.of(
                proxies(origin, "").replace("127.0.0.1:@port@", "127.0.0.1:@port@ proto h2"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(fetched(proxy)).isEqualTo(body);
      }
      assertThat(origin.heads).hasSize(1);
    }
  }

  private static String fetched(RunningProxy proxy) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (Http2Peer peer = new Http2Peer(proxy.port())) {
      peer.get(1, "/");
      while (true) {
        Http2Peer.Frame frame = peer.readOfStreams();
        assertThat(frame.type()).isIn(Http2Peer.HEADERS, Http2Peer.DATA);
        if (frame.type() == Http2Peer.DATA) {
          body.write(frame.payload());
          byte[] room = Http2Peer.number(Math.max(1, frame.payload().length));
          peer.send(Http2Peer.WINDOW_UPDATE, 0, 0, room);
          if (!frame.endsStream()) {
            peer.send(Http2Peer.WINDOW_UPDATE, 0, 1, room);
          }
        }
        if (frame.endsStream()) {
          return body.toString(StandardCharsets.ISO_8859_1);
        }
      }
    }
  }

  @Test
  void whatIsWrongIsTold() {
    String size = "\n  total-max-size 4\n";
    assertThat(messages("cache")).contains("'cache' expects a <name> argument");
    assertThat(messages("cache c")).contains("Size not specified for cache 'c'");
    assertThat(messages("cache c\n  total-max-size 5000"))
        .contains("must not be greater than 4095");
    assertThat(messages("cache c\n  total-max-size x")).contains("total-max-size wrong value 'x'");
    assertThat(messages("cache c" + size + "cache c" + size)).contains("Duplicate cache name 'c'");
    assertThat(messages("cache c" + size + "  max-object-size 3000000"))
        .contains("\"max-object-size\" is limited to an half of \"total-max-size\" => 2097152");
    assertThat(messages("cache c" + size + "  process-vary maybe"))
        .contains("'process-vary' expects \"on\" or \"off\"");
    assertThat(messages("cache c" + size + "  max-secondary-entries 0"))
        .contains("max-secondary-entries wrong value '0'");
    assertThat(messages("listen a\n  mode http\n  bind :1\n  http-request cache-use c"))
        .contains("unable to find the cache 'c' referenced by the filter 'cache'");
    assertThat(messages("listen a\n  mode http\n  bind :1\n  http-request cache-use"))
        .contains("expects a cache name");
    assertThat(
            messages(
                "cache c"
                    + size
                    + "listen a\n  mode http\n  bind :1\n  filter compression\n  filter cache c"))
        .contains("unable to enable the compression filter before the cache 'c'");
  }

  private static String messages(String text) {
    return String.join("\n", Configurations.load(text + "\n").messages());
  }
}
