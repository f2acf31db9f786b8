package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code log-steps}, {@code log-profile} and {@code do-log}, as the manual has them; HAProxy 2.6
 * has not.
 */
class LogProfilesTest {
  private static final String REQUEST = "GET /x HTTP/1.1\r\nhost: a\r\n\r\n";

  /** A syslog server of a test's own. */
  private static final class Collector implements AutoCloseable {
    private final DatagramSocket socket;

    Collector() throws IOException {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    String target() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    String line() throws IOException {
      byte[] bytes = new byte[65536];
      DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
      socket.receive(packet);
      return new String(bytes, 0, packet.getLength(), StandardCharsets.ISO_8859_1).strip();
    }

    List<String> lines(int count) throws IOException {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        lines.add(line());
      }
      return lines;
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static RunningProxy proxy(String mode, String profiles, String frontend, String backend)
      throws Exception {
    return RunningProxy.of(
        """
        global
          nbthread 1
        %s
        defaults
          mode %s
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        frontend f
          bind 127.0.0.1:@port@
          default_backend b
          log-format "%%OG %%ST %%HM %%b %%s"
          %s
        backend b
          %s
        """
            .formatted(profiles, mode, frontend, backend));
  }

  private static void request(RunningProxy proxy) throws IOException {
    try (Client client = proxy.connect()) {
      client.send(REQUEST);
      client.readUntil("hello");
    }
  }

  private static Origin origin() throws IOException {
    return Origin.answering("hello");
  }

  @Test
  void everyStepOfARequestHasALine() throws Exception {
    try (Origin origin = origin();
        Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                "",
                "log-steps all\nlog " + log.target() + " format raw local0",
                "server s " + origin.address())) {
      request(proxy);
      request(proxy);
      for (int i = 0; i < 2; i++) {
        assertThat(log.lines(5))
            .containsExactly(
                "txn_accept -1 <BADREQ> f <NOSRV>",
                "txn_request -1 GET f <NOSRV>",
                "txn_connect -1 GET b s",
                "txn_response 200 GET b s",
                "txn_close 200 GET b s");
      }
    }
  }

  @Test
  void theChosenStepsAloneHaveLines() throws Exception {
    try (Origin origin = origin();
        Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                "",
                "log-steps response,accept\noption logasap\nlog "
                    + log.target()
                    + " format raw local0",
                "server s " + origin.address())) {
      request(proxy);
      request(proxy);
      assertThat(log.lines(4))
          .containsExactly(
              "txn_accept -1 <BADREQ> f <NOSRV>",
              "txn_response 200 GET b s",
              "txn_accept -1 <BADREQ> f <NOSRV>",
              "txn_response 200 GET b s");
    }
  }

  @Test
  void everyStepOfATcpConnectionHasALine() throws Exception {
    try (Origin origin = origin();
        Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "tcp",
                "",
                "log-steps accept,request,connect,response,close\n"
                    + "log-format \"%OG %b %s %[bytes_out,bool]\"\nlog "
                    + log.target()
                    + " format raw local0",
                "server s " + origin.address())) {
      request(proxy);
      assertThat(log.lines(5))
          .containsExactly(
              "txn_accept f <NOSRV> 0",
              "txn_request f <NOSRV> 0",
              "txn_connect b s 0",
              "txn_response b s 1",
              "txn_close b s 1");
    }
  }

  @Test
  void aProfileGivesATargetLinesOfItsOwn() throws Exception {
    try (Origin origin = origin();
        Collector plain = new Collector();
        Collector profiled = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                """
                log-profile p
                  log-tag mine
                  on request drop
                  on accept format "seen %f" drop
                  on connect format "to %s"
                  on any sd "[a@1 step=\\"%OG\\"]"
                """,
                "log-steps all\nlog "
                    + plain.target()
                    + " format raw local0\nlog "
                    + profiled.target()
                    + " format rfc5424 profile p local0",
                "server s " + origin.address())) {
      request(proxy);
      assertThat(plain.lines(5)).hasSize(5);
      List<String> lines = profiled.lines(3);
      assertThat(lines.get(0)).matches("<134>1 \\S+ - mine \\d+ - - to s");
      assertThat(lines.get(1))
          .matches("<134>1 \\S+ - mine \\d+ - \\[a@1 step=\"txn_response\"] txn_response 200 .*");
      assertThat(lines.get(2))
          .matches("<134>1 \\S+ - mine \\d+ - \\[a@1 step=\"txn_close\"] txn_close 200 .*");
    }
  }

  @Test
  void aProfileTakesTheLineOfWhatIsNoRequest() throws Exception {
    try (Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                "log-profile p\n  on any format other\n  on error format \"wrong %OG %ci\"\n",
                "log " + log.target() + " format raw profile p local0",
                "http-request return status 200")) {
      proxy.exchange("nonsense\r\n\r\n");
      proxy.exchange("GET / HTTP/1.0\r\n\r\n");
      assertThat(log.lines(2)).containsExactly("wrong sess_error 127.0.0.1", "other");
    }
  }

  @Test
  void rulesWriteLinesBesideTheUsualOne() throws Exception {
    try (Origin origin = origin();
        Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                """
                log-profile p
                  on any format "p %OG %[var(txn.a)]"
                """,
                """
                tcp-request connection do-log
                tcp-request session do-log
                tcp-request content do-log
                http-request set-var(txn.a) str(one)
                http-request do-log if { path /x }
                http-request do-log if { path /y }
                http-request do-log profile p
                http-response do-log
                http-after-response do-log
                log\s"""
                    + log.target()
                    + " format raw local0",
                "tcp-response content do-log\nserver s " + origin.address())) {
      request(proxy);
      assertThat(log.lines(9))
          .containsExactly(
              "tcp-req-conn 0 <BADREQ> f <NOSRV>",
              "tcp-req-sess 0 <BADREQ> f <NOSRV>",
              "tcp-req-cont -1 GET f <NOSRV>",
              "http-req -1 GET f <NOSRV>",
              "p http-req one",
              "tcp-res-cont 200 GET b s",
              "http-res 200 GET b s",
              "http-after-res 200 GET b s",
              "txn_close 200 GET b s");
    }
  }

  @Test
  void aRuleSeesTheAnswerThatIsOurOwn() throws Exception {
    try (Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                "",
                "http-request return status 201\nhttp-after-response do-log\nlog "
                    + log.target()
                    + " format raw local0",
                "")) {
      proxy.exchange("GET / HTTP/1.0\r\n\r\n");
      assertThat(log.lines(2))
          .containsExactly("http-after-res 201 GET f <NOSRV>", "txn_close 201 GET f <NOSRV>");
    }
  }

  @Test
  void noLineIsWrittenForWhatIsNotToBeLogged() throws Exception {
    try (Collector log = new Collector();
        RunningProxy proxy =
            proxy(
                "http",
                "",
                """
                http-request set-log-level silent if { path /x }
                http-request do-log
                http-request return status 201
                log\s"""
                    + log.target()
                    + " format raw local0",
                "")) {
      proxy.exchange("GET /x HTTP/1.0\r\n\r\n");
      proxy.exchange("GET / HTTP/1.0\r\n\r\n");
      assertThat(log.lines(2))
          .containsExactly("http-req -1 GET f <NOSRV>", "txn_close 201 GET f <NOSRV>");
    }
  }

  private static String alert(String text) {
    return String.join("\n", Configurations.load(text).messages());
  }

  @Test
  void whatIsWrongIsTold() {
    assertThat(alert("frontend f\n log stderr profile none local0\n"))
        .contains("unknown log-profile 'none'");
    assertThat(alert("frontend f\n http-request do-log profile none\n"))
        .contains("unknown log-profile 'none'");
    assertThat(alert("log-profile p\nlog-profile p\n"))
        .contains("a log-profile section 'p' exists already");
    assertThat(alert("log-profile\n")).contains("'log-profile' expects <name>");
    assertThat(alert("log-profile p\n on nothing drop\n")).contains("unknown step 'nothing'");
    assertThat(alert("log-profile p\n on close\n")).contains("'on' expects 'drop'");
    assertThat(alert("log-profile p\n on close forma x\n")).contains("not 'forma'");
    assertThat(alert("log-profile p\n on close format \"%nothing\"\n")).contains("nothing");
    assertThat(alert("log-profile p\n of\n")).contains("unknown keyword 'of'");
    assertThat(alert("frontend f\n log-steps accept,clos\n")).contains("unknown step 'clos'");
    assertThat(alert("frontend f\n log-steps error\n")).contains("unknown step 'error'");
    assertThat(alert("frontend f\n log-steps\n")).contains("'log-steps' expects 'all'");
  }
}
