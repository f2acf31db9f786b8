package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
  private static final String REQUEST =
      "GET /a/b?c=d HTTP/1.1\r\nHost: example.org\r\nUser-Agent:  x \r\nConnection: foo\r\n\r\n";

  private final RequestHead head = new RequestHead();

  static ByteBuf latin1(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  static String written(Head head) {
    ByteBuf out = Unpooled.buffer();
    head.writeTo(out);
    assertThat(out.readableBytes()).isEqualTo(head.size());
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void findsThePartsOfARequest() {
    assertThat(head.parse(latin1(REQUEST + "body"))).isEqualTo(ParseResult.COMPLETE);
    assertThat(head.receivedLength()).isEqualTo(REQUEST.length());
    assertThat(head.method()).isEqualTo(Method.GET);
    assertThat(head.text(head.uriStart(), head.uriEnd())).isEqualTo("/a/b?c=d");
    assertThat(head.text(head.pathStart(), head.pathEnd())).isEqualTo("/a/b");
    assertThat(head.text(head.queryStart(), head.queryEnd())).isEqualTo("c=d");
    assertThat(head.headerCount()).isEqualTo(3);
    int agent = head.find(HeaderName.USER_AGENT, -1);
    assertThat(head.text(head.valueStart(agent), head.valueEnd(agent))).isEqualTo("x");
    assertThat(head.keepAlive()).isTrue();
    assertThat(head.isModified()).isFalse();
    assertThat(head.bodyFraming()).isEqualTo(Framing.NONE);
  }

  @Test
  void writesWhatItReceived() {
    head.parse(latin1(REQUEST));
    assertThat(written(head)).isEqualTo(REQUEST);
  }

  @Test
  void writesEditedLinesInPlace() {
    head.parse(latin1(REQUEST));
    byte[] value = "other".getBytes(StandardCharsets.ISO_8859_1);
    head.setValue(head.hostIndex(), value, 0, value.length);
    head.removeAll(HeaderName.CONNECTION);
    head.add(HeaderName.X_FORWARDED_FOR, value);
    head.setPath(value, 0, value.length);
    assertThat(written(head))
        .isEqualTo(
            "GET other?c=d HTTP/1.1\r\nHost: other\r\nUser-Agent:  x \r\nX-Forwarded-For: other\r\n\r\n");
  }

  @Test
  void takesLengthsOfUpTo63Bits() {
    String start = "POST / HTTP/1.1\r\nContent-Length: ";
    head.parse(latin1(start + "9223372036854775807\r\n\r\n"));
    assertThat(head.contentLength()).isEqualTo(Long.MAX_VALUE);
    for (String length : new String[] {"9223372036854775808", "18446744073709551616"}) {
      head.reset();
      assertThat(head.parse(latin1(start + length + "\r\n\r\n"))).isEqualTo(ParseResult.MALFORMED);
      assertThat(head.violation()).isEqualTo(Violation.CONTENT_LENGTH);
    }
  }

  @Test
  void tellsWhatTheConnectionIsFor() {
    head.parse(
        latin1(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: WebSocket\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nExpect: 100-continue\r\n\r\n"));
    assertThat(head.hasUpgrade()).isTrue();
    assertThat(head.isWebSocket()).isTrue();
    assertThat(head.keepAlive()).isFalse();
    assertThat(head.expectContinue()).isTrue();
  }

  @Test
  void doesNotTrustAConnectionAfterBothLengthAndChunks() {
    head.parse(
        latin1("POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assertThat(head.bodyFraming()).isEqualTo(Framing.CHUNKED);
    assertThat(head.keepAlive()).isFalse();
    assertThat(head.contentLength()).isEqualTo(-1);
  }
}
