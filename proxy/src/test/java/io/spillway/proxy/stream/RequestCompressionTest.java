package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** {@code compression direction request}: what servers get. */
class RequestCompressionTest {
  private static final String TEXT = "some text, and again ".repeat(3000);

  /** Answers with what it got: how it was encoded, and its length decoded. */
  private static void serve(Client connection) throws IOException {
    String head = connection.readUntil("\r\n\r\n").toLowerCase(java.util.Locale.ROOT);
    byte[] body =
        head.contains("transfer-encoding: chunked")
            ? connection.readChunks()
            : connection.socket().getInputStream().readNBytes(length(head));
    boolean isGzip = head.contains("content-encoding: gzip\r\n");
    byte[] plain =
        isGzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
    boolean isWhole = TEXT.startsWith(new String(plain, StandardCharsets.ISO_8859_1));
    connection.send(
        "HTTP/1.0 200 OK\r\n\r\n"
            + (isGzip ? "gzip " : "plain ")
            + (body.length < plain.length ? "smaller " : "")
            + plain.length
            + (isWhole ? "" : " broken")
            + (head.contains("content-length") ? " length" : ""));
  }

  private static int length(String head) {
    return Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
  }

  private static RunningProxy proxy(String lines, Origin origin) throws Exception {
    return RunningProxy.of(
        """
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        listen f
          bind 127.0.0.1:@port@
          %s
          server s %s
        """
            .formatted(lines, origin.address()));
  }

  private static String post(RunningProxy proxy, String headers, String body) throws Exception {
    String answer =
        proxy.exchange(
            "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n" + headers + "\r\n" + body);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String withLength(RunningProxy proxy, String headers, String body)
      throws Exception {
    return post(proxy, headers + "content-length: " + body.length() + "\r\n", body);
  }

  @Test
  void bodiesOfTheListedTypesAreCompressed() throws Exception {
    String lines =
        """
        compression direction both
        compression algo-req gzip
        compression type text/
        compression minsize-req 10
        """;
    try (Origin origin = new Origin((connection, number) -> serve(connection));
        RunningProxy proxy = proxy(lines, origin)) {
      String plain = "content-type: text/plain\r\n";
      assertThat(withLength(proxy, plain, TEXT)).isEqualTo("gzip smaller " + TEXT.length());
      String chunks =
          "5\r\n"
              + TEXT.substring(0, 5)
              + "\r\n6\r\n"
              + TEXT.substring(5, 11)
              + "\r\n0\r\nx: y\r\n\r\n";
      assertThat(post(proxy, plain + "transfer-encoding: chunked\r\n", chunks))
          .isEqualTo("gzip 11");
      assertThat(withLength(proxy, plain, "some text")).isEqualTo("plain 9 length");
      assertThat(withLength(proxy, "content-type: image/png\r\n", TEXT))
          .isEqualTo("plain " + TEXT.length() + " length");
      assertThat(withLength(proxy, plain + "content-encoding: x\r\n", TEXT))
          .isEqualTo("plain " + TEXT.length() + " length");
      assertThat(withLength(proxy, plain + "cache-control: no-transform\r\n", TEXT))
          .isEqualTo("plain " + TEXT.length() + " length");
    }
  }

  @Test
  void aRequestThatIsSentAgainIsCompressedAgain() throws Exception {
    String lines =
        """
        compression direction request
        compression algo-req gzip
        option http-drop-request-trailers
        retry-on all-retryable-errors
        """;
    String text = TEXT.substring(0, 8000);
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  if (number == 1) {
                    connection.readUntil("\r\n0\r\n\r\n");
                  } else {
                    serve(connection);
                  }
                });
        RunningProxy proxy = proxy(lines, origin)) {
      assertThat(withLength(proxy, "", text)).isEqualTo("gzip smaller " + text.length());
    }
  }

  @Test
  void nothingIsCompressedUnlessTheDirectionSaysSo() throws Exception {
    try (Origin origin = new Origin((connection, number) -> serve(connection));
        RunningProxy proxy = proxy("compression algo-req gzip", origin)) {
      assertThat(withLength(proxy, "", TEXT)).isEqualTo("plain " + TEXT.length() + " length");
    }
    assertThat(
            String.join(
                "\n", Configurations.load("listen a\n compression direction up\n").messages()))
        .contains("'compression direction' expects 'request', 'response' or 'both' (got 'up')");
  }
}
