package io.spillway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages are compared, byte for byte, with what Debian's haproxy sends. */
class ErrorPageTest {
  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout client 5s
        timeout server 5s
        timeout connect 5s
      """;

  private static String sent(ErrorPage page, boolean close, boolean withBody) {
    ByteBuf out = Unpooled.buffer();
    page.writeTo(out, close, withBody);
    return out.toString(ISO_8859_1);
  }

  @Test
  void standardPagesAreThoseOfHaproxy() throws IOException {
    StringBuilder rules = new StringBuilder();
    for (int status : ErrorPages.statuses()) {
      rules.append("  http-request deny deny_status ").append(status);
      rules.append(" if { path /").append(status).append(" }\n");
    }
    try (HaproxyProcess haproxy =
        HaproxyProcess.start(
            1, address -> DEFAULTS + "frontend f\n  bind " + address.apply(0) + "\n" + rules)) {
      for (int status : ErrorPages.statuses()) {
        ErrorPage page = ErrorPages.standard(status);
        assertThat(page).isNotNull();
        String path = " /" + status + " HTTP/1.1\r\nHost: a\r\n";
        assertThat(sent(page, true, true))
            .isEqualTo(haproxy.exchange(0, "GET" + path + "Connection: close\r\n\r\n"));
        assertThat(sent(page, true, false))
            .isEqualTo(haproxy.exchange(0, "HEAD" + path + "Connection: close\r\n\r\n"));
      }
      ErrorPage badRequest = ErrorPages.standard(400);
      assertThat(badRequest).isNotNull();
      assertThat(new String(badRequest.rawBytes(), ISO_8859_1))
          .isEqualTo(haproxy.exchange(0, "nonsense\r\n\r\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 503 Sorry\\r\\nCache-Control: no-cache\\r\\nConnection: close\\r\\n\\r\\nhello",
        "HTTP/1.0 503 Sorry\\nCache-Control: no-cache\\nContent-Type: text/html\\n\\nhello",
        "HTTP/1.1 503 Sorry\\r\\nContent-Length: 5\\r\\nX-Y:   z\\r\\n\\r\\nhello",
        "HTTP/1.1 503 Sorry\\r\\nConnection: keep-alive\\r\\nContent-Length: 5\\r\\n\\r\\nhello",
        "HTTP/1.1 200 OK\\r\\n\\r\\nhello",
        "HTTP/1.1 503 Sorry\\r\\n\\r\\n",
        "HTTP/1.1 503\\r\\n\\r\\nhello",
      })
  void fileIsSentAsHaproxySendsIt(String escaped, @TempDir Path folder)
      throws IOException, InvalidErrorFileException {
    byte[] file = escaped.translateEscapes().getBytes(ISO_8859_1);
    Path path = folder.resolve("503.http");
    Files.write(path, file);
    ErrorPage page = ErrorPage.parse(file, 16384);
    try (HaproxyProcess haproxy =
        HaproxyProcess.start(
            1,
            address ->
                DEFAULTS
                    + ("  errorfile 503 " + path + "\nfrontend f\n  bind " + address.apply(0))
                    + "\n  http-request deny deny_status 503\n")) {
      assertThat(sent(page, true, true))
          .isEqualTo(haproxy.exchange(0, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html></html>\\n                                                     | unable to parse headers (error offset: 0)
          HTTP/1.1 503 Sorry\\r\\nX: y\\r\\n                                   | unable to parse headers (error offset: -2)
          HTTP/1.1 503 Sorry\\r\\nX Y: z\\r\\n\\r\\n                           | unable to parse headers (error offset: 21)
          HTTP/1.1 103 Hints\\r\\n\\r\\n                                       | invalid http status code for an error message (103)
          HTTP/1.1 503 Sorry\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n       | chunk-encoded payload not supported
          HTTP/1.1 503 Sorry\\r\\nContent-Length: 6\\r\\n\\r\\nhello           | payload size does not match the announced content-length (5 != 6)
          """)
  void fileThatCannotBeSentIsRefusedWithTheReason(String escaped, String reason) {
    byte[] file = escaped.translateEscapes().getBytes(ISO_8859_1);
    assertThatThrownBy(() -> ErrorPage.parse(file, 16384))
        .isInstanceOf(InvalidErrorFileException.class)
        .hasMessage(reason);
  }

  @Test
  void emptyFileMeansThatNothingIsSent() throws InvalidErrorFileException {
    ErrorPage page = ErrorPage.parse(new byte[0], 16384);
    assertThat(page.status()).isZero();
    assertThat(sent(page, true, true)).isEmpty();
  }

  @Test
  void fileIsCutAtTheBufferSize() throws InvalidErrorFileException {
    byte[] file = ("HTTP/1.1 503 Sorry\r\n\r\n" + "x".repeat(200)).getBytes(ISO_8859_1);
    assertThat(ErrorPage.parse(file, 100).bodyLength()).isEqualTo(78);
  }
}
