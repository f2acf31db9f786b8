package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bytes are given to the parser and to Debian's haproxy: both must refuse them, or both
 * must take them and send the same head on. HAProxy writes header names in lower case and one space
 * before values; the comparison allows for both.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HaproxyVerdictsTest {
  private HaproxyOracle oracle;

  @BeforeAll
  void start() throws IOException {
    oracle = HaproxyOracle.start();
  }

  @AfterAll
  void stop() {
    oracle.close();
  }

  static List<MessageTable.Entry> requests() {
    return MessageTable.requests();
  }

  static List<MessageTable.Entry> responses() {
    return MessageTable.responses();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestIsJudgedAndForwardedAsByHaproxy(MessageTable.Entry entry) throws IOException {
    String ofHaproxy = oracle.request(entry.message(), false);
    compare(requestVerdict(entry.message(), false), ofHaproxy, entry.strict());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void relaxedRequestIsJudgedAndForwardedAsByHaproxy(MessageTable.Entry entry) throws IOException {
    String ofHaproxy = oracle.request(entry.message(), true);
    compare(requestVerdict(entry.message(), true), ofHaproxy, entry.relaxed());
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responseIsJudgedAndForwardedAsByHaproxy(MessageTable.Entry entry) throws IOException {
    String ofHaproxy = oracle.response(entry.message(), false);
    compare(responseVerdict(entry.message(), false), ofHaproxy, entry.strict());
  }

  @ParameterizedTest
  @MethodSource("responses")
  void relaxedResponseIsJudgedAndForwardedAsByHaproxy(MessageTable.Entry entry) throws IOException {
    String ofHaproxy = oracle.response(entry.message(), true);
    compare(responseVerdict(entry.message(), true), ofHaproxy, entry.relaxed());
  }

  /** Where a difference is listed there must be one, and it must be that one. */
  private static void compare(String ours, String ofHaproxy, String difference) {
    if (difference.isEmpty()) {
      assertThat(ours).isEqualTo(ofHaproxy);
    } else {
      assertThat(ours).isNotEqualTo(ofHaproxy);
      if (!difference.equals("*")) {
        assertThat(ours).isEqualTo(difference);
      }
    }
  }

  private static String requestVerdict(String message, boolean relaxed) {
    RequestHead head = new RequestHead(limits(relaxed));
    ParseResult result = head.parse(RequestHeadTest.latin1(message));
    return switch (result) {
      case MALFORMED -> String.valueOf(head.violation().status());
      case NEED_MORE -> "incomplete";
      case COMPLETE -> forwarded(head);
    };
  }

  private static String responseVerdict(String message, boolean relaxed) {
    ResponseHead head = new ResponseHead(limits(relaxed));
    return head.parse(RequestHeadTest.latin1(message)) == ParseResult.COMPLETE
        ? forwarded(head)
        : "502";
  }

  private static HeadLimits limits(boolean relaxed) {
    HeadLimits standard = HeadLimits.DEFAULT;
    return new HeadLimits(
        standard.maxBytes(), standard.maxEditedBytes(), standard.maxHeaders(), relaxed);
  }

  private static String forwarded(Head head) {
    String written = RequestHeadTest.written(head);
    if (!head.isModified()) {
      ByteBuf all = Unpooled.buffer();
      head.writeTo(all);
      assertThat(all.readableBytes()).isLessThanOrEqualTo(head.receivedLength());
    }
    return normal(written);
  }

  /** Header names in lower case, one space before each value and none after. */
  static String normal(String head) {
    List<String> lines = List.of(head.split("\r\n", -1));
    StringBuilder out = new StringBuilder(lines.getFirst()).append('\n');
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        out.append(line.substring(0, colon).toLowerCase(Locale.ROOT))
            .append(": ")
            .append(blanksOff(line.substring(colon + 1)))
            .append('\n');
      }
    }
    return out.toString();
  }

  private static String blanksOff(String value) {
    return value.replaceAll("^[ \t]+|[ \t]+$", "");
  }
}
