package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedFramingTest {
  private final ChunkedFraming framing = new ChunkedFraming(new HeadLimits(64, 64, 4, false));

  private int advance(String text) {
    ByteBuf arrived = RequestHeadTest.latin1(text);
    return framing.advance(arrived, 0, arrived.readableBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3\r\nabc\r\n0\r\n\r\n",
        "0003\r\nabc\r\n0\r\n\r\n",
        "00000000000000000000003\r\nabc\r\n000\r\n\r\n",
        "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        "3;x=y\r\nabc\r\n0;z\r\n\r\n",
        "3 ; x\r\nabc\r\n0\r\n\r\n",
        "3 \t\r\nabc\r\n0\r\n\r\n",
        "3\r\nabc\r\n0\r\nX: y\r\nZ:\r\n\r\n",
      })
  void endsWithTheLastChunkHoweverItArrives(String body) {
    for (int cut = 0; cut <= body.length(); cut++) {
      framing.start();
      assertThat(advance(body.substring(0, cut))).isEqualTo(cut);
      assertThat(framing.hasEnded()).isEqualTo(cut == body.length());
      String rest = body.substring(cut) + "GET / HTTP/1.1";
      assertThat(advance(rest)).isEqualTo(body.length() - cut);
      assertThat(framing.hasEnded()).isTrue();
      assertThat(framing.isMalformed()).isFalse();
      assertThat(framing.payload()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|x\r\n",
        "|\r\n",
        "|;x\r\n",
        "| 3\r\n",
        "|+3\r\n",
        "|-3\r\n",
        "0|x3\r\n",
        "3 |x\r\n",
        "3|\nabc",
        "3\r|abc",
        "3;a|\nabc",
        "3;a\r|b\r\n",
        "3;a|\0\r\n",
        "3\r\nabc|d",
        "3\r\nabc|\n0",
        "3\r\nabc\r|0",
        "3\r\nabc\r\n0|\n",
        "3\r\nabc\r\n0\r\n|\n",
        "3\r\nabc\r\n0\r\n\r|x",
        "7ffffffffffffff|0",
        "8|00000000000000\r\n",
        "0\r\n| a: b",
        "0\r\n|: b",
        "0\r\na|\r\n",
        "0\r\na| : b",
        "0\r\na: b|\n",
        "0\r\na: b\r|c",
        "0\r\na: b|\0",
        "0\r\na: b\r\n| c\r\n",
        "0\r\nContent-Length|: 3",
        "0\r\ntransfer-ENCODING|: x",
        "0\r\na:b\r\na:b\r\na:b\r\n|a:b\r\n",
      })
  void refusesWhatTwoReadersMayTakeInTwoWays(String body) {
    int good = body.indexOf('|');
    String bytes = body.replace("|", "");
    if (bytes.startsWith("8000")) {
      good = bytes.indexOf('\r') - 1;
    }
    framing.start();
    assertThat(advance(bytes)).isEqualTo(good);
    assertThat(framing.isMalformed()).isTrue();
    assertThat(framing.hasEnded()).isFalse();
    assertThat(advance("0\r\n\r\n")).isZero();
  }

  @Test
  void refusesAnExtensionLongerThanAHeadMayBe() {
    framing.start();
    assertThat(advance("3;" + "x".repeat(100))).isEqualTo(64);
    assertThat(framing.isMalformed()).isTrue();
  }

  @Test
  void refusesTrailersLongerThanAHeadMayBe() {
    framing.start();
    assertThat(advance("0\r\nname: " + "x".repeat(100))).isEqualTo(3 + 64);
    assertThat(framing.isMalformed()).isTrue();
  }

  @Test
  void takesTrailersThatOnlyResembleForbiddenOnes() {
    framing.start();
    advance("0\r\nContent-Lengt: 3\r\nTransfer-Encodings: x\r\n\r\n");
    assertThat(framing.hasEnded()).isTrue();
  }

  @Test
  void countsPayloadOfABodyOfKnownLength() {
    ContentLengthFraming body = new ContentLengthFraming();
    body.start(5);
    assertThat(body.advance(RequestHeadTest.latin1("abc"), 0, 3)).isEqualTo(3);
    assertThat(body.hasEnded()).isFalse();
    assertThat(body.remaining()).isEqualTo(2);
    assertThat(body.advance(RequestHeadTest.latin1("defg"), 0, 4)).isEqualTo(2);
    assertThat(body.hasEnded()).isTrue();
    assertThat(body.payload()).isEqualTo(5);
    body.start(0);
    assertThat(body.hasEnded()).isTrue();
  }

  @Test
  void passesEverythingUntilTheConnectionCloses() {
    UntilCloseFraming body = new UntilCloseFraming();
    body.start();
    assertThat(body.advance(RequestHeadTest.latin1("abc"), 0, 3)).isEqualTo(3);
    assertThat(body.hasEnded()).isFalse();
    assertThat(body.payload()).isEqualTo(3);
  }
}
