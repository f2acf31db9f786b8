package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.stats.Counter;
import org.junit.jupiter.api.Test;

/** What rules of all kinds do to HTTP requests and responses, in the order of a stream's life. */
class HttpRulesTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

  private static String proxies(String frontend, String backend, String origin) {
    return """
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
          log @log@
          option httplog
        frontend f
          bind 127.0.0.1:@port@
          %s
          default_backend b
        backend b
          %s
          server s %s
        """
        .formatted(frontend, backend, origin);
  }

  @Test
  void aStrictRewriteThatDoesNotFitIsAnInternalErrorOfTheProxiesThatHandledTheRequest()
      throws Exception {
    String rule = "http-request set-header x " + "%[req.hdr(big)]".repeat(6) + " if { path ";
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(proxies(rule + "/f }", rule + "/b }", origin.address()))) {
      String fields = " HTTP/1.1\r\nhost: a\r\nbig: " + "x".repeat(3000) + "\r\n\r\n";
      assertThat(firstLine(proxy, "GET /f" + fields)).contains(" 500 ");
      assertThat(firstLine(proxy, "GET /b" + fields)).contains(" 500 ");
      assertThat(proxy.ofFrontend("f", Counter.INTERNAL_ERRORS)).isEqualTo(2);
      assertThat(proxy.ofBackend("b", Counter.INTERNAL_ERRORS)).isEqualTo(1);
      assertThat(proxy.ofServer("b", 0, Counter.INTERNAL_ERRORS)).isZero();
      assertThat(proxy.ofFrontend("f", Counter.FAILED_REWRITES)).isEqualTo(2);
    }
  }

  private static String firstLine(RunningProxy proxy, String request) throws Exception {
    try (Client client = proxy.connect()) {
      client.send(request);
      return client.readUntil("\r\n");
    }
  }

  @Test
  void aConnectionThatAConnectionRuleRejectsIsResetAndNotLogged() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    "tcp-request connection reject if { src 127.0.0.1 }", "", origin.address()))) {
      assertThat(proxy.exchange("")).isEmpty();
      RunningProxy.await(() -> proxy.ofFrontend("f", Counter.CONNECTIONS_DENIED) == 1);
      assertThat(proxy.ofFrontend("f", Counter.SESSIONS)).isZero();
      RunningProxy.await(() -> proxy.frontend("f").statistics().sessions().value() == 0);
    }
  }

  @Test
  void aVariableThatASessionRuleSetIsThereForEveryRequest() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    "tcp-request session set-var(sess.who) str(me)\n"
                        + "http-request set-header who %[var(sess.who)]",
                    "", origin.address()))) {
      proxy.exchange(REQUEST);
      assertThat(origin.heads).singleElement().asString().contains("who: me");
    }
  }

  @Test
  void aContentRuleOfTheFrontendRejectsWithoutAnAnswer() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(proxies("tcp-request content reject", "", origin.address()))) {
      assertThat(proxy.exchange(REQUEST)).isEmpty();
      assertThat(proxy.logLine()).contains("f/<NOSRV>", "PR--");
      assertThat(proxy.ofFrontend("f", Counter.REQUESTS_DENIED)).isEqualTo(1);
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void aContentRuleOfTheBackendRejectsWithoutAnAnswer() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(proxies("", "tcp-request content reject", origin.address()))) {
      assertThat(proxy.exchange(REQUEST)).isEmpty();
      assertThat(proxy.logLine()).contains("b/<NOSRV>", "PR--", "GET / HTTP/1.1");
    }
  }

  @Test
  void aContentRuleOnResponsesRejectsWithoutAnAnswer() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(proxies("", "tcp-response content reject", origin.address()))) {
      assertThat(proxy.exchange(REQUEST)).isEmpty();
      proxy.logLine();
      assertThat(proxy.ofServer("b", 0, Counter.RESPONSES_DENIED)).isEqualTo(1);
    }
  }

  @Test
  void aDeniedResponseIsAnsweredWith502() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy = RunningProxy.of(proxies("", "http-response deny", origin.address()))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 502 Bad Gateway");
      assertThat(proxy.logLine()).contains(" 502 ", "PH--");
      assertThat(proxy.ofFrontend("f", Counter.RESPONSES_DENIED)).isEqualTo(1);
      assertThat(proxy.ofBackend("b", Counter.RESPONSES_5XX)).isEqualTo(1);
      assertThat(proxy.ofServer("b", 0, Counter.RESPONSES_5XX)).isZero();
      assertThat(proxy.ofServer("b", 0, Counter.RESPONSES_2XX)).isEqualTo(1);
    }
  }

  @Test
  void rulesAfterResponsesSeeTheResponsesOfServers() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    "http-after-response set-header front %[status]",
                    "http-after-response set-header back %[res.fhdr(content-length)]",
                    origin.address()))) {
      String answer = proxy.exchange(REQUEST);
      assertThat(answer).contains("front: 200\r\n", "back: 2\r\n").endsWith("\r\n\r\nok");
    }
  }

  @Test
  void rulesAfterResponsesSeeErrorPagesAndAnswersOfRules() throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(
            proxies(
                "http-after-response set-header front %[status]\n"
                    + "http-request return status 200 string hi content-type text/plain if"
                    + " { path /own }",
                "http-after-response set-header back 1", "127.0.0.1:1"))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 503").contains("front: 503", "back");
      String own = proxy.exchange("GET /own HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      assertThat(own).contains("front: 200").doesNotContain("back").endsWith("\r\n\r\nhi");
    }
  }

  @Test
  void aRuleThatRemovesTheLengthDoesNotBreakTheResponse() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(
                proxies("", "http-response del-header content-length", origin.address()));
        Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.readMessage(2))
          .endsWith("\r\n\r\nok")
          .containsIgnoringCase("content-length: 2");
      client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.readMessage(2)).endsWith("\r\n\r\nok");
    }
  }

  @Test
  void aRuleThatLiesAboutTheLengthDoesNotBreakTheRequest() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(
                proxies("", "http-request set-header content-length 1", origin.address()))) {
      proxy.exchange(
          "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc");
      assertThat(origin.heads.getFirst()).containsIgnoringCase("content-length: 3");
    }
  }

  @Test
  void aRuleThatMakesA204LeavesTheBodyOut() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(proxies("", "http-response set-status 204", origin.address()))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 204").endsWith("\r\n\r\n");
      assertThat(proxy.logLine()).contains(" 204 ");
    }
  }

  @Test
  void useServerOverridesTheBalance() throws Exception {
    try (Origin first = Origin.answering("one");
        Origin second = Origin.answering("two");
        RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    "",
                    "use-server t if { path /two }\nserver t " + second.address(),
                    first.address()))) {
      String request = "GET /two HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
      assertThat(proxy.exchange(request)).endsWith("two");
      assertThat(proxy.exchange(request)).endsWith("two");
    }
  }

  @Test
  void balanceHashKeepsAValueOnOneServer() throws Exception {
    try (Origin first = Origin.answering("one");
        Origin second = Origin.answering("two");
        RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    "",
                    "balance hash req.hdr(key)\nhash-type consistent\nserver t " + second.address(),
                    first.address()))) {
      for (String key : new String[] {"a", "b", "c", "d", "e", "f", "g", "h"}) {
        String request =
            "GET / HTTP/1.1\r\nhost: a\r\nkey: " + key + "\r\nconnection: close\r\n\r\n";
        String answer = proxy.exchange(request);
        assertThat(proxy.exchange(request)).isEqualTo(answer);
      }
      assertThat(first.connections()).isPositive();
      assertThat(second.connections()).isPositive();
    }
  }

  @Test
  void aPostedParameterThatComesLateIsWaitedFor() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(proxies("", "balance url_param id check_post", origin.address()));
        Client client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nid=");
      RunningProxy.await(() -> proxy.ofFrontend("f", Counter.SESSIONS) == 1);
      assertThat(origin.connections()).isZero();
      client.send("7");
      assertThat(client.readMessage(2)).endsWith("ok");
    }
  }

  @Test
  void aLineIsWrittenWhileTheResponseStillComesWhereItIsWantedAsSoonAsPossible() throws Exception {
    try (Origin origin = Origin.answeringWith("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nok");
        RunningProxy proxy = RunningProxy.of(proxies("option logasap", "", origin.address()));
        Client client = proxy.connect()) {
      client.send(REQUEST);
      client.readMessage(2);
      assertThat(proxy.logLine()).contains("b/s", " 200 +", "---- 1/1/1/1/0");
    }
  }

  @Test
  void anUpgradeThatNobodyAskedForIsABadResponse() throws Exception {
    try (Origin origin =
            Origin.answeringWith("HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: foo\r\n\r\n");
        RunningProxy proxy = RunningProxy.of(proxies("", "", origin.address()))) {
      assertThat(proxy.exchange(REQUEST)).startsWith("HTTP/1.1 502");
      assertThat(proxy.logLine()).contains("PH--");
      assertThat(proxy.ofServer("b", 0, Counter.RESPONSE_ERRORS)).isEqualTo(1);
    }
  }

  @Test
  void anOldClientGetsTheContentOfAChunkedResponse() throws Exception {
    try (Origin origin =
            Origin.answeringWith(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        RunningProxy proxy = RunningProxy.of(proxies("", "", origin.address()))) {
      assertThat(proxy.exchange("GET / HTTP/1.0\r\n\r\n"))
          .doesNotContainIgnoringCase("transfer-encoding")
          .endsWith("\r\n\r\nok");
    }
  }
}
