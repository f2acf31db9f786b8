package io.spillway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadEditTest {
  private static final HeaderName X_ONE = HeaderName.of("X-One");

  private final RequestHead request = new RequestHead(new HeadLimits(200, 300, 101, false));
  private final ResponseHead response = new ResponseHead();

  @BeforeEach
  void parse() {
    assertThat(
            request.parse(
                RequestHeadTest.latin1(
                    "GET http://h/p?q HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nx-one:2\r\nY: z\r\n\r\n")))
        .isEqualTo(ParseResult.COMPLETE);
    assertThat(
            response.parse(
                RequestHeadTest.latin1("HTTP/1.0 404 Not Found\r\nServer: s\r\n\r\nbody")))
        .isEqualTo(ParseResult.COMPLETE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private String line(String expectedStart) {
    String written = RequestHeadTest.written(request);
    assertThat(written).startsWith(expectedStart);
    return written.substring(0, written.indexOf("\r\n"));
  }

  @Test
  void setReplacesAllOccurrencesByOneAtTheEnd() {
    assertThat(request.set(X_ONE, bytes("3"))).isTrue();
    assertThat(RequestHeadTest.written(request))
        .isEqualTo("GET http://h/p?q HTTP/1.1\r\nHost: h\r\nY: z\r\nX-One: 3\r\n\r\n");
    assertThat(request.isModified()).isTrue();
  }

  @Test
  void removedHeadersAreNotFoundAndIndexesStay() {
    int second = request.find(X_ONE, request.find(X_ONE, -1));
    assertThat(request.removeAll(X_ONE)).isEqualTo(2);
    assertThat(request.has(X_ONE)).isFalse();
    assertThat(request.isRemoved(second)).isTrue();
    assertThat(request.find(HeaderName.of("y"), -1)).isEqualTo(second + 1);
  }

  @Test
  void renamedHeaderKeepsPlaceAndValue() {
    request.rename(request.find(X_ONE, -1), HeaderName.of("Host"));
    assertThat(RequestHeadTest.written(request)).contains("Host: h\r\nHost: 1\r\nx-one:2\r\n");
  }

  @Test
  void hostIsFollowedThroughEdits() {
    request.set(HeaderName.HOST, bytes("other"));
    int host = request.hostIndex();
    assertThat(request.text(request.valueStart(host), request.valueEnd(host))).isEqualTo("other");
    request.removeAll(HeaderName.HOST);
    assertThat(request.hostIndex()).isEqualTo(-1);
  }

  @Test
  void partsOfTheTargetAreReplaced() {
    request.setPath(bytes("/new"), 0, 4);
    assertThat(line("GET")).isEqualTo("GET http://h/new?q HTTP/1.1");
    request.setQuery(bytes("a=b"), 0, 3);
    assertThat(line("GET")).isEqualTo("GET http://h/new?a=b HTTP/1.1");
    request.setQuery(bytes(""), 0, 0);
    assertThat(line("GET")).isEqualTo("GET http://h/new HTTP/1.1");
    request.setPathAndQuery(bytes("/x?y"), 0, 4);
    assertThat(line("GET")).isEqualTo("GET http://h/x?y HTTP/1.1");
    request.setUri(bytes("/z"), 0, 2);
    assertThat(line("GET")).isEqualTo("GET /z HTTP/1.1");
    request.setMethod(bytes("POST"), 0, 4);
    assertThat(line("POST")).isEqualTo("POST /z HTTP/1.1");
    assertThat(request.method()).isEqualTo(Method.POST);
    assertThat(request.text(request.pathStart(), request.pathEnd())).isEqualTo("/z");
  }

  @Test
  void statusAndReasonAreReplacedAndTheVersionStays() {
    assertThat(response.isModified()).isFalse();
    assertThat(response.setStatus(503, bytes("Sorry"), 0, 5)).isTrue();
    assertThat(RequestHeadTest.written(response))
        .isEqualTo("HTTP/1.0 503 Sorry\r\nServer: s\r\n\r\n");
    assertThat(response.status()).isEqualTo(503);
  }

  @Test
  void editsBeyondTheBufferAreRefusedAndChangeNothing() {
    String before = RequestHeadTest.written(request);
    byte[] large = bytes("x".repeat(300));
    assertThat(request.add(X_ONE, large)).isFalse();
    assertThat(request.setUri(large, 0, 300)).isFalse();
    assertThat(request.setValue(0, large, 0, 300)).isFalse();
    assertThat(RequestHeadTest.written(request)).isEqualTo(before);
    assertThat(request.isModified()).isFalse();
  }

  @Test
  void roomIsRegainedByRemoving() {
    byte[] value = bytes("x".repeat(180));
    for (int i = 0; i < 20; i++) {
      assertThat(request.set(X_ONE, value)).isTrue();
    }
    assertThat(request.add(X_ONE, value)).isFalse();
  }

  @Test
  void ownMessagesAreMadeFromNothing() {
    assertThat(response.begin(200, bytes("OK"))).isTrue();
    response.add(HeaderName.CONTENT_TYPE, bytes("text/plain"));
    assertThat(RequestHeadTest.written(response))
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
    request.begin(bytes("PUT"), 0, 3, bytes("/x"), 0, 2);
    assertThat(RequestHeadTest.written(request)).isEqualTo("PUT /x HTTP/1.1\r\n\r\n");
    assertThat(request.method()).isEqualTo(Method.PUT);
  }

  @Test
  void resetForgetsTheMessage() {
    request.set(X_ONE, bytes("3"));
    request.reset();
    String next = "HEAD / HTTP/1.0\r\n\r\n";
    assertThat(request.parse(RequestHeadTest.latin1(next))).isEqualTo(ParseResult.COMPLETE);
    assertThat(RequestHeadTest.written(request)).isEqualTo(next);
    assertThat(request.isModified()).isFalse();
    assertThat(request.keepAlive()).isFalse();
    assertThat(request.hostIndex()).isEqualTo(-1);
  }

  @Test
  void headLargerThanTheLimitIsRefused() {
    String start = "GET / HTTP/1.1\r\nX: ";
    String fits = start + "y".repeat(200 - start.length() - 4) + "\r\n\r\n";
    request.reset();
    assertThat(request.parse(RequestHeadTest.latin1(fits))).isEqualTo(ParseResult.COMPLETE);
    request.reset();
    assertThat(request.parse(RequestHeadTest.latin1("GET / HTTP/1.1\r\nX: " + "y".repeat(300))))
        .isEqualTo(ParseResult.MALFORMED);
    assertThat(request.violation()).isEqualTo(Violation.TOO_LARGE);
  }

  @Test
  void largeHeadsGrowTheBuffer() {
    RequestHead large = new RequestHead();
    String message =
        "GET /" + "u".repeat(3000) + " HTTP/1.1\r\nX: " + "y".repeat(9000) + "\r\n\r\n";
    assertThat(large.parse(RequestHeadTest.latin1(message + "b".repeat(5000))))
        .isEqualTo(ParseResult.COMPLETE);
    assertThat(large.receivedLength()).isEqualTo(message.length());
    assertThat(RequestHeadTest.written(large)).isEqualTo(message);
  }

  @Test
  void takesAsManyHeadersAsHaproxyDoes() {
    for (int count : new int[] {100, 101}) {
      RequestHead many = new RequestHead();
      String message = "GET / HTTP/1.1\r\n" + "X: 1\r\n".repeat(count) + "\r\n";
      assertThat(many.parse(RequestHeadTest.latin1(message)))
          .isEqualTo(count == 100 ? ParseResult.COMPLETE : ParseResult.MALFORMED);
    }
  }

  @Test
  void framingFollowsFromMethodStatusAndHeaders() {
    assertThat(response.bodyFraming(Method.GET)).isEqualTo(Framing.UNTIL_CLOSE);
    assertThat(response.bodyFraming(Method.HEAD)).isEqualTo(Framing.NONE);
    response.reset();
    response.parse(RequestHeadTest.latin1("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
    assertThat(response.bodyFraming(Method.GET)).isEqualTo(Framing.LENGTH);
    assertThat(response.bodyFraming(Method.CONNECT)).isEqualTo(Framing.TUNNEL);
    response.reset();
    response.parse(RequestHeadTest.latin1("HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n"));
    assertThat(response.bodyFraming(Method.GET)).isEqualTo(Framing.NONE);
    response.reset();
    response.parse(RequestHeadTest.latin1("HTTP/1.1 101 x\r\n\r\n"));
    assertThat(response.bodyFraming(Method.GET)).isEqualTo(Framing.TUNNEL);
    assertThat(response.isInterim()).isFalse();
  }

  @Test
  void datesAreThoseOfTheRfc() {
    assertThat(HttpDate.format(784111777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    HttpDate date = new HttpDate();
    byte[] first = date.at(784111777999L);
    assertThat(new String(first, ISO_8859_1)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(date.at(784111777000L)).isSameAs(first);
    assertThat(new String(date.at(784111778000L), ISO_8859_1)).endsWith("08:49:38 GMT");
  }
}
