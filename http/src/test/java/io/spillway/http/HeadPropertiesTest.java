package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every message, well-formed or not. */
class HeadPropertiesTest {
  static List<MessageTable.Entry> requests() {
    return MessageTable.requests();
  }

  static List<MessageTable.Entry> responses() {
    return MessageTable.responses();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestArrivingInTwoPartsIsParsedAsInOne(MessageTable.Entry entry) {
    for (boolean relaxed : new boolean[] {false, true}) {
      assertSplitsAgree(new RequestHead(limits(relaxed)), entry.message());
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responseArrivingInTwoPartsIsParsedAsInOne(MessageTable.Entry entry) {
    for (boolean relaxed : new boolean[] {false, true}) {
      assertSplitsAgree(new ResponseHead(limits(relaxed)), entry.message());
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestArrivingByteByByteIsParsedAsInOne(MessageTable.Entry entry) {
    RequestHead head = new RequestHead();
    String whole = outcome(head, head.parse(RequestHeadTest.latin1(entry.message())));
    head.reset();
    ByteBuf arrived = Unpooled.buffer();
    ParseResult result = ParseResult.NEED_MORE;
    for (int i = 0; i < entry.message().length() && result == ParseResult.NEED_MORE; i++) {
      arrived.writeByte(entry.message().charAt(i));
      result = head.parse(arrived);
    }
    assertThat(outcome(head, result)).isEqualTo(whole);
  }

  private static void assertSplitsAgree(Head head, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    head.reset();
    String whole = outcome(head, head.parse(Unpooled.wrappedBuffer(bytes)));
    for (int cut = 0; cut < bytes.length; cut++) {
      head.reset();
      ParseResult result = head.parse(Unpooled.wrappedBuffer(bytes, 0, cut));
      if (result == ParseResult.NEED_MORE) {
        result = head.parse(Unpooled.wrappedBuffer(bytes));
      }
      assertThat(outcome(head, result)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  private static String outcome(Head head, ParseResult result) {
    return switch (result) {
      case NEED_MORE -> "more";
      case MALFORMED -> head.violation() + " at " + head.violationOffset();
      case COMPLETE ->
          RequestHeadTest.written(head)
              + head.isModified()
              + head.receivedLength()
              + head.keepAlive()
              + head.contentLength()
              + head.chunked();
    };
  }

  @Property
  void requestOfAnyBytesIsJudgedAndNeverThrows(@ForAll("messages") String message) {
    assertSplitsAgree(new RequestHead(limits(false)), message);
    assertSplitsAgree(new RequestHead(limits(true)), message);
  }

  @Property
  void responseOfAnyBytesIsJudgedAndNeverThrows(@ForAll("messages") String message) {
    assertSplitsAgree(new ResponseHead(limits(false)), message);
    assertSplitsAgree(new ResponseHead(limits(true)), message);
  }

  @Property
  void whatIsWrittenParsesAsWhatWasParsed(@ForAll("messages") String message) {
    RequestHead head = new RequestHead();
    if (head.parse(RequestHeadTest.latin1(message)) == ParseResult.COMPLETE) {
      assertReparses(head, new RequestHead());
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void writtenRequestParsesAsItself(MessageTable.Entry entry) {
    RequestHead head = new RequestHead();
    if (head.parse(RequestHeadTest.latin1(entry.message())) == ParseResult.COMPLETE) {
      assertReparses(head, new RequestHead());
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void writtenResponseParsesAsItself(MessageTable.Entry entry) {
    ResponseHead head = new ResponseHead();
    if (head.parse(RequestHeadTest.latin1(entry.message())) == ParseResult.COMPLETE) {
      assertReparses(head, new ResponseHead());
    }
  }

  /** Parsing what was written gives the same headers and the same body, and nothing to mend. */
  private static void assertReparses(Head head, Head again) {
    String written = RequestHeadTest.written(head);
    assertThat(again.parse(RequestHeadTest.latin1(written)))
        .as("%s", MessageTable.shown(written))
        .isEqualTo(ParseResult.COMPLETE);
    assertThat(again.receivedLength()).isEqualTo(written.length());
    assertThat(fields(again)).isEqualTo(fields(head));
    assertThat(again.contentLength()).isEqualTo(head.contentLength());
    assertThat(again.chunked()).isEqualTo(head.chunked());
    assertThat(RequestHeadTest.written(again)).isEqualTo(written);
  }

  private static List<String> fields(Head head) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < head.headerCount(); i++) {
      if (!head.isRemoved(i)) {
        fields.add(
            head.text(head.nameStart(i), head.nameEnd(i))
                + ": "
                + head.text(head.valueStart(i), head.valueEnd(i)));
      }
    }
    return fields;
  }

  /** Messages put together from pieces of the kind that parsers stumble over. */
  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "GET",
            "POST",
            "CONNECT",
            " ",
            "/",
            "*",
            "/a?b",
            "http://a:80/",
            "a:443",
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/2.0",
            "200",
            " OK",
            "\r\n",
            "\r\n",
            "\r\n",
            "\n",
            "\r",
            ":",
            ": ",
            "Host",
            "Content-Length: ",
            "Transfer-Encoding: ",
            "chunked",
            "Connection: ",
            "close",
            "keep-alive",
            "upgrade",
            "Upgrade: websocket",
            "TE: trailers",
            "Cookie: a=b",
            ",",
            "3",
            "\t",
            "\0",
            "\"",
            "é",
            "#",
            "x",
            "GET / HTTP/1.1\r\n",
            "HTTP/1.1 200 OK\r\n",
            "Host: a\r\n",
            "\r\n\r\n");
    return pieces.list().ofMaxSize(16).map(parts -> String.join("", parts));
  }

  private static HeadLimits limits(boolean relaxed) {
    return new HeadLimits(15360, 16384, 101, relaxed);
  }
}
