package io.spillway.proxy.check;

import static io.spillway.proxy.check.CheckComparison.compare;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.check.CheckStep.Connect;
import io.spillway.proxy.check.CheckStep.Expect;
import io.spillway.proxy.check.CheckStep.Header;
import io.spillway.proxy.check.CheckStep.Send;
import io.spillway.proxy.check.CheckStep.SendRequest;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.rules.pattern.Regex;
import java.net.ServerSocket;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks end as HAProxy's do, told in the same line, and ask the server the same. */
class CheckOutcomeTest {
  private static final String OK =
      "HTTP/1.1 200 Fine Thanks\r\nX-A: one, two\r\nContent-Length: 11\r\n\r\nhello world";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n";
  private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  private static final SendRequest OPTIONS =
      new SendRequest("OPTIONS", CheckText.of("/"), "HTTP/1.0", List.of(), null, "");

  private static CheckMatch.Status status(int first, int last) {
    return new CheckMatch.Status(List.of(new CheckMatch.Range(first, last)));
  }

  private static CheckMatch.Text string(String text) {
    return CheckMatch.Text.of(text);
  }

  private static CheckMatch.Text binary(String digits) {
    return new CheckMatch.Text(CheckText.of(HexFormat.of().parseHex(digits)), true, false);
  }

  private static CheckMatch.Pattern pattern(String regex, boolean isBinary) {
    return new CheckMatch.Pattern(Regex.compile(regex, false), isBinary);
  }

  private static CheckMatch.Header header(String name, String value, boolean isWhole) {
    CheckMatch.HeaderTest.Method exact = CheckMatch.HeaderTest.Method.STRING;
    return new CheckMatch.Header(
        new CheckMatch.HeaderTest(exact, CheckText.of(name), null),
        new CheckMatch.HeaderTest(exact, CheckText.of(value), null),
        isWhole);
  }

  private static Expect expect(CheckMatch match) {
    return Expect.of(match);
  }

  private static Expect expect(CheckMatch match, int minimum, String comment) {
    return new Expect(match, false, minimum, CheckStep.Report.USUAL, comment);
  }

  private static CheckScript http(CheckStep... steps) {
    return CheckScript.http(List.of(steps));
  }

  private static CheckScript tcp(CheckStep... steps) {
    return CheckScript.tcp(List.of(steps));
  }

  private static final Connect CONNECT = new Connect(null, 0, false, "");

  private static int refusingPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void connectionsAreToldAsLayer4() throws Exception {
    try (Peer peer = new Peer(Peer.silent())) {
      compare(peer.port(), "", CheckScript.CONNECT);
      compare(peer.port(), "option tcp-check", tcp());
      compare(peer.port(), "option tcp-check\ntcp-check connect", tcp(CONNECT));
    }
    compare(refusingPort(), "", CheckScript.CONNECT);
    compare(refusingPort(), "option httpchk", http(OPTIONS));
    compare(refusingPort(), "option tcp-check", tcp());
    compare(
        refusingPort(),
        "option tcp-check\ntcp-check connect\ntcp-check expect string x",
        tcp(CONNECT, expect(string("x"))));
  }

  @Test
  void connectStepsNameTheirPortAndComment() throws Exception {
    int refusing = refusingPort();
    try (Peer peer = new Peer(Peer.silent())) {
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect port " + refusing + " comment \"second port\"",
          tcp(new Connect(null, refusing, false, "second port")));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check comment \"a comment\"\ntcp-check connect port " + refusing,
          tcp(new CheckStep.Comment("a comment"), new Connect(null, refusing, false, "")));
    }
  }

  @Test
  void responsesAreJudgedByTheirStatus() throws Exception {
    try (Peer ok = new Peer(Peer.http(OK));
        Peer missing = new Peer(Peer.http(NOT_FOUND))) {
      compare(ok.port(), "option httpchk", http(OPTIONS));
      compare(missing.port(), "option httpchk", http(OPTIONS));
      compare(
          ok.port(),
          "option httpchk\nhttp-check expect status 201",
          http(OPTIONS, expect(status(201, 201))));
      compare(
          missing.port(),
          "option httpchk\nhttp-check expect ! status 200",
          http(OPTIONS, expect(status(200, 200)).negated()));
      compare(
          ok.port(),
          "option httpchk\nhttp-check expect rstatus ^4",
          http(OPTIONS, expect(new CheckMatch.StatusPattern(Regex.compile("^4", false)))));
      compare(
          ok.port(),
          "option httpchk\nhttp-check expect ! rstatus ^2",
          http(
              OPTIONS, expect(new CheckMatch.StatusPattern(Regex.compile("^2", false))).negated()));
    }
  }

  @Test
  void responsesAreJudgedByTheirBody() throws Exception {
    for (String response : List.of(OK, CHUNKED)) {
      try (Peer peer = new Peer(Peer.http(response))) {
        compare(
            peer.port(),
            "option httpchk\nhttp-check expect string 'hello world'",
            http(OPTIONS, expect(string("hello world"))));
        compare(
            peer.port(),
            "option httpchk\nhttp-check expect string nope",
            http(OPTIONS, expect(string("nope"))));
        compare(
            peer.port(),
            "option httpchk\nhttp-check expect ! string hello",
            http(OPTIONS, expect(string("hello")).negated()));
        compare(
            peer.port(),
            "option httpchk\nhttp-check expect rstring no.e",
            http(OPTIONS, expect(pattern("no.e", false))));
        compare(
            peer.port(),
            "option httpchk\nhttp-check expect ! rstring hel+o",
            http(OPTIONS, expect(pattern("hel+o", false)).negated()));
      }
    }
  }

  @Test
  void responsesAreJudgedByTheirHeaders() throws Exception {
    try (Peer peer = new Peer(Peer.http(OK))) {
      compare(
          peer.port(),
          "option httpchk\nhttp-check expect hdr name x-a value two",
          http(OPTIONS, expect(header("x-a", "two", false))));
      compare(
          peer.port(),
          "option httpchk\nhttp-check expect hdr name x-a value three",
          http(OPTIONS, expect(header("x-a", "three", false))));
      compare(
          peer.port(),
          "option httpchk\nhttp-check expect fhdr name x-a value two",
          http(OPTIONS, expect(header("x-a", "two", true))));
    }
  }

  @Test
  void brokenResponsesAreInvalid() throws Exception {
    for (String response :
        List.of("garbage\r\n\r\n", "", "HTTP/1.1 200 OK\r\nContent-Le", "220 hi\r\n")) {
      try (Peer peer = new Peer(Peer.http(response))) {
        compare(peer.port(), "option httpchk", http(OPTIONS));
        compare(
            peer.port(),
            "option httpchk\nhttp-check expect comment \"my comment\" status 500",
            http(OPTIONS, expect(status(500, 500), -1, "my comment")));
      }
    }
  }

  @Test
  void silentServersTimeOut() throws Exception {
    try (Peer peer = new Peer(Peer.silent())) {
      compare(peer.port(), "option httpchk", http(OPTIONS));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect comment greets string nothing",
          tcp(CONNECT, expect(string("nothing"), -1, "greets")));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect rstring zzz",
          tcp(CONNECT, expect(pattern("zzz", false))));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect rbinary 9999",
          tcp(CONNECT, expect(pattern("9999", true))));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect binary 99416162ff",
          tcp(CONNECT, expect(binary("99416162ff"))));
    }
  }

  @Test
  void expectationsChooseTheirStatusAndText() throws Exception {
    CheckText bad = CheckText.of("bad one");
    CheckText good = CheckText.of("good one");
    try (Peer peer = new Peer(Peer.http(OK));
        Peer silent = new Peer(Peer.silent())) {
      String line =
          "option httpchk\n"
              + "http-check expect on-error \"bad one\" error-status L7RSP tout-status L6TOUT"
              + " comment why status 500";
      Expect failing =
          new Expect(
              status(500, 500),
              false,
              -1,
              new CheckStep.Report(
                  null, CheckStatus.LAYER7_RESPONSE, CheckStatus.LAYER6_TIMEOUT, null, bad, null),
              "why");
      compare(peer.port(), line, http(OPTIONS, failing));
      compare(silent.port(), line, http(OPTIONS, failing));
      compare(
          peer.port(),
          "option httpchk\n"
              + "http-check expect on-success \"good one\" ok-status L7OKC status 200",
          http(
              OPTIONS,
              new Expect(
                  status(200, 200),
                  false,
                  -1,
                  new CheckStep.Report(
                      CheckStatus.LAYER7_CONDITIONAL, null, null, good, null, null),
                  "")));
    }
  }

  @Test
  void a404MayMeanThatNoNewClientsAreWanted() throws Exception {
    try (Peer peer = new Peer(Peer.http(NOT_FOUND))) {
      compare(
          peer.port(),
          "option httpchk\nhttp-check disable-on-404",
          http(OPTIONS).with(true, false));
    }
  }

  @Test
  void bytesAreExpectedAndSent() throws Exception {
    try (Peer peer = new Peer(Peer.banner("220 hi there\r\n"))) {
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect rstring ^2.0\n"
              + "tcp-check send hello\ntcp-check expect string \"got hello\"",
          tcp(
              CONNECT,
              expect(pattern("^2.0", false)),
              new Send(CheckText.of("hello"), ""),
              expect(string("got hello"))));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check send-binary 68656c6c6f\n"
              + "tcp-check expect binary 676f74",
          tcp(
              CONNECT,
              new Send(CheckText.of("hello".getBytes(ISO_8859_1)), ""),
              expect(binary("676f74"))));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect rbinary 3232",
          tcp(CONNECT, expect(pattern("3232", true))));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect ! string 220",
          tcp(CONNECT, expect(string("220")).negated()));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect ! rstring 2.0",
          tcp(CONNECT, expect(pattern("2.0", false)).negated()));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect min-recv 8 string nothingatall",
          tcp(CONNECT, expect(string("nothingatall"), 8, "")));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect min-recv 0 binary 9999",
          tcp(CONNECT, expect(binary("9999"), 0, "")));
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect min-recv 0 rbinary 9999",
          tcp(CONNECT, expect(pattern("9999", true), 0, "")));
    }
  }

  @Test
  void aServerThatClosesWithoutAWordGaveAnEmptyResponse() throws Exception {
    try (Peer peer = new Peer((socket, self) -> {})) {
      compare(
          peer.port(),
          "option tcp-check\ntcp-check connect\ntcp-check expect string 220",
          tcp(CONNECT, expect(string("220"))));
    }
  }

  @Test
  void requestsAreSentByteForByteAsHaproxySendsThem() throws Exception {
    String[] lines = {
      "option httpchk",
      "option httpchk /alive",
      "option httpchk GET /x HTTP/1.1\nhttp-check send hdr Host www hdr X-Y z body abc",
      "option httpchk\nhttp-check send meth POST uri /p ver HTTP/1.1 hdr Connection x body yes",
    };
    Header host = new Header("Host", CheckText.of("www"));
    Header other = new Header("X-Y", CheckText.of("z"));
    Header connection = new Header("Connection", CheckText.of("x"));
    SendRequest[] requests = {
      OPTIONS,
      new SendRequest("OPTIONS", CheckText.of("/alive"), "HTTP/1.0", List.of(), null, ""),
      new SendRequest(
          "GET", CheckText.of("/x"), "HTTP/1.1", List.of(host, other), CheckText.of("abc"), ""),
      new SendRequest(
          "POST", CheckText.of("/p"), "HTTP/1.1", List.of(connection), CheckText.of("yes"), "")
    };
    for (int i = 0; i < lines.length; i++) {
      try (Peer peer = new Peer(Peer.http(OK))) {
        compare(peer.port(), lines[i], http(requests[i]));
        assertThat(peer.requests).hasSizeGreaterThanOrEqualTo(2);
        String theirs = peer.requests.take();
        assertThat(peer.requests).last().isEqualTo(theirs);
      }
    }
  }
}
