package io.spillway.proxy.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.check.CheckComparison;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of checks mean what they mean to haproxy: both tell the same of the same server. */
class CheckLinesTest {
  private static final String RESPONSE =
      "HTTP/1.1 203 Fine\r\nX-A: one, two\r\nX-B: three\r\nContent-Length: 11\r\n\r\nhello world";

  private static void compare(Peer.Behaviour behaviour, String lines) throws Exception {
    try (Peer peer = new Peer(behaviour)) {
      compare(peer, lines);
    }
  }

  private static void compare(Peer peer, String lines) throws Exception {
    String backend = "backend b\n" + lines.indent(2) + "  server s 127.0.0.1:1 check\n";
    CheckScript script =
        Configurations.load(backend).proxy("b").settings().get(CheckKeywords.SCRIPT);
    CheckComparison.compare(peer.port(), lines, script);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdr name x-a value one",
        "hdr name x-a value \"one, two\"",
        "fhdr name x-a value one",
        "fhdr name x-a value \"one, two\"",
        "hdr name -m beg X- value -m end wo",
        "hdr name -m reg ^x-[ab]$ value -m sub hre",
        "hdr name -m str x-c",
        "! hdr name x-c",
        "! hdr name x-a value two",
        "hdr name-lf x-%[str(b)] value-lf %[str(three)]",
        "status 200 status-code int(277)",
        "status 203 status-code int(277)",
        "status 404 status-code int(277) on-error oh",
        "string world comment \"behind the pattern\"",
        "! string world comment \"behind the pattern\"",
      })
  void expectationsOfResponsesHoldAsTheirsDo(String expectation) throws Exception {
    compare(Peer.http(RESPONSE), "option httpchk GET /\nhttp-check expect " + expectation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "comment first\nconnect",
        "set-var(check.a) int(1)\nconnect",
        "connect\nsend",
        "connect\nset-var(check.a) int(1)\nsend",
        "connect\nsend meth HEAD\nexpect status 203",
        "connect\nsend uri /other\nexpect status 203\nconnect\nsend\nexpect status 203",
        "expect status 203\nexpect string hello",
      })
  void requestsAreTheirsHoweverTheCheckConnects(String steps) throws Exception {
    String lines =
        steps.lines().map(step -> "http-check " + step + "\n").reduce("", String::concat);
    try (Peer peer = new Peer(Peer.http(RESPONSE))) {
      compare(peer, "option httpchk GET /health HTTP/1.1\n" + lines);
      long connects = Math.max(1, steps.lines().filter("connect"::equals).count());
      List<String> theirs = requests(peer, connects);
      assertThat(theirs).first().asString().contains("/");
      assertThat(requests(peer, connects)).isEqualTo(theirs);
    }
  }

  private static List<String> requests(Peer peer, long count) throws InterruptedException {
    List<String> requests = new ArrayList<>();
    while (requests.size() < count) {
      requests.add(peer.requests().take());
    }
    return requests;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http-check connect\nhttp-check connect",
        "http-check connect\nhttp-check expect status 200",
        "http-check connect\nhttp-check send\nhttp-check connect",
        "http-check send\nhttp-check comment x\nhttp-check send",
        "http-check expect status 200\nhttp-check send",
        "http-check set-var(check.a) int(1)\nhttp-check send\nhttp-check connect",
        "http-check comment x\nhttp-check expect status 200\nhttp-check connect",
        "tcp-check send x\ntcp-check connect",
      })
  void stepsOutOfOrderAreRefusedWhereTheyRefuseThem(String steps) throws Exception {
    String last = steps.substring(steps.lastIndexOf('\n') + 1);
    String before =
        "backend b\n  option httpchk\n" + steps.substring(0, steps.lastIndexOf('\n')).indent(2);
    String whole = before + "  " + last + "\n";
    assertThat(Configurations.load(before).messages()).isEmpty();
    assertThat(Configurations.load(whole).messages())
        .singleElement()
        .asString()
        .startsWith("ALERT " + whole.lines().count() + " ");
    assertThatThrownBy(() -> new HaproxyProcess(HaproxyProcess.directory(), whole).close())
        .hasMessageContaining("did not start");
  }

  @Test
  void theOrderOfHttpStepsMattersOnlyWhereChecksAreOverHttp() throws Exception {
    String text = "backend b\n  http-check connect\n  http-check expect status 200\n";
    assertThat(Configurations.load(text).messages()).isEmpty();
    new HaproxyProcess(HaproxyProcess.directory(), text).close();
  }

  @Test
  void variablesCarryWhatOneStepFoundToTheNext() throws Exception {
    compare(
        Peer.http(RESPONSE),
        """
        option httpchk GET /
        http-check send
        http-check expect status 203
        http-check set-var(check.found) res.hdr(x-b)
        http-check set-var-fmt(check.more) %[var(check.found)]/%[status]
        http-check expect ! status 203 on-error %[var(check.more)]
        """);
    compare(
        Peer.http(RESPONSE),
        """
        option httpchk GET /
        http-check send
        http-check set-var(check.found) str(x)
        http-check unset-var(check.found)
        http-check expect status 200 on-error <%[var(check.found)]>
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expect string hello",
        "expect string nothing",
        "expect ! string hello",
        "expect min-recv 3 string hello",
        "expect rstring ^he.*o",
        "expect rstring ^l comment \"begins with l\"",
        "expect binary 68656c6c6f",
        "expect binary 00ff",
        "expect binary 01ff3c",
        "expect rbinary ^6865",
        "expect rbinary ^99",
        "expect string-lf %[str(hell)]o",
        "expect string nothing error-status L7STS on-error %[str(sorry)]",
        "expect string hello ok-status L7OKC on-success fine status-code int(42)",
        "send PING\nexpect string \"got PING\"",
        "send PING comment ping\nexpect string \"got PONG\" comment pong",
        "send-lf %[str(PI)]NG\nexpect string \"got PING\"",
        "send-binary 50494e47\nexpect string \"got PING\"",
        "send-binary 50494e47\nexpect string never tout-status L6TOUT",
        "send-binary-lf 50494%[str(e)]47\nexpect string \"got PING\"",
        "send-binary-lf 504\nexpect string got",
        "send-binary-lf %[str(xx)] comment digits\nexpect string got",
        "send-binary-lf %[str()]\nexpect string got",
        "connect send-proxy comment first\nsend x\nexpect string \"got PROXY TCP4 127.0.0.1\"",
        "connect default send-proxy\nexpect string \"got PROXY TCP4 127.0.0.1\"",
      })
  void conversationsOverTcpEndAsTheirsDo(String steps) throws Exception {
    String lines = steps.lines().map(step -> "tcp-check " + step + "\n").reduce("", String::concat);
    compare(Peer.banner("hello"), "option tcp-check\n" + lines);
  }
}
