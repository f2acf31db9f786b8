package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in a head is what haproxy's fetches find in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookUpTest {
  private static final HeaderName X = HeaderName.of("x");
  private static final int[] OCCURRENCES = {1, 2, 3, 5, -1, -2, -3};
  private static final String[] COOKIES = {"a", "b", "c"};

  private HaproxyProcess haproxy;
  private final RequestHead head = new RequestHead();
  private final HeaderValues values = new HeaderValues();
  private final Cookies cookies = new Cookies();

  @BeforeAll
  void start() throws IOException {
    StringBuilder format = new StringBuilder("%[path]|%[query]|%[req.hdr_cnt(x)]|%[req.hdr(x)]|");
    for (int occurrence : OCCURRENCES) {
      format.append("%[req.hdr(x,").append(occurrence).append(")]|");
    }
    format.append("%[req.fhdr(x)]|%[req.fhdr(x,1)]|");
    for (String cookie : COOKIES) {
      format.append("%[req.cook_cnt(").append(cookie).append(")]|");
      format.append("%[req.cook(").append(cookie).append(")]|");
    }
    haproxy =
        HaproxyProcess.start(
            1,
            address ->
                """
                defaults
                  mode http
                  timeout client 5s
                  timeout server 5s
                  timeout connect 5s
                frontend f
                  bind %s
                  http-request return status 200 content-type text/plain lf-string "%s"
                """
                    .formatted(address.apply(0), format));
  }

  @AfterAll
  void stop() {
    haproxy.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a,b",
        "a,,b",
        ",a",
        "a,",
        ",",
        "",
        " a , b ",
        "\"a,b\",c",
        "\"a\\\",b\",c",
        "a\"b,c\"d,e",
        "\"a,b",
        "'a,b'",
        "a\\,b",
        "a , ,b",
        "a (x,y)",
        "a, b\r\nX: c\r\nx: d,e",
        "\r\nX: \r\nX: a",
      })
  void valuesOfAHeaderAreThoseOfHaproxy(String value) throws IOException {
    assertSameAsHaproxy("GET / HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1",
        "b=2; a=1",
        "a=1; a=2",
        "a=1,a=2",
        "a=\"1;2\"; b=3",
        " a = 1 ; b= 2 ",
        "a; b=3",
        "a=; b=3",
        "=x; a=1",
        "a=1;;b=2",
        "A=1; a=2",
        "a=\"1\" ; b=3",
        "a=1 2; b=3",
        "c=\"x, y\"; a=1",
        "ab=1; a=2",
        "a=b=c; b=1",
        "b=1 ;a=2",
        "b = 1;a  =  2  ",
        "a=1\r\nCookie: a=2; b=3",
        "",
        ";",
        "a",
      })
  void cookiesAreThoseOfHaproxy(String value) throws IOException {
    assertSameAsHaproxy("GET / HTTP/1.1\r\nHost: a\r\nCookie: " + value + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a?b",
        "a/b?x/y",
        "*",
        "http://a?x",
        "http://a",
        "http://a/",
        "foo:bar",
        "?x",
        "?x/y",
        "/a?b?c",
        "//a//b",
        "/?",
        "*x?y",
        "/a;b=c?d",
        "http://a:80/x/y?z=http://q/",
      })
  void partsOfTheTargetAreThoseOfHaproxy(String target) throws IOException {
    assertSameAsHaproxy("GET " + target + " HTTP/1.1\r\n");
  }

  private void assertSameAsHaproxy(String start) throws IOException {
    String request = start + "Connection: close\r\n\r\n";
    String answer = haproxy.exchange(0, request);
    head.reset();
    assertThat(head.parse(RequestHeadTest.latin1(request))).isEqualTo(ParseResult.COMPLETE);
    assertThat(found()).isEqualTo(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private String found() {
    StringBuilder out = new StringBuilder();
    out.append(head.text(head.pathStart(), head.pathEnd())).append('|');
    out.append(head.text(head.queryStart(), head.queryEnd())).append('|');
    int count = 0;
    values.over(head, X);
    while (values.next()) {
      count++;
    }
    out.append(count).append('|').append(value(0)).append('|');
    for (int occurrence : OCCURRENCES) {
      out.append(value(occurrence)).append('|');
    }
    out.append(line(head.findLast(X))).append('|').append(line(head.find(X, -1))).append('|');
    for (String cookie : COOKIES) {
      byte[] name = cookie.getBytes(StandardCharsets.ISO_8859_1);
      int cookieCount = 0;
      cookies.over(head, name);
      while (cookies.next()) {
        cookieCount++;
      }
      out.append(cookieCount).append('|');
      if (cookies.selectLast(head, name)) {
        out.append(head.text(cookies.start(), cookies.end()));
      }
      out.append('|');
    }
    return out.toString();
  }

  private String value(int occurrence) {
    return values.select(head, X, occurrence) ? head.text(values.start(), values.end()) : "";
  }

  private String line(int index) {
    return index < 0 ? "" : head.text(head.valueStart(index), head.valueEnd(index));
  }
}
