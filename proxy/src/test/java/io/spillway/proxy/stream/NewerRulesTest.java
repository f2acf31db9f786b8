package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Fetches and actions that the manual has and HAProxy 2.6 has not, in a running proxy. */
class NewerRulesTest {
  private static final int IP_TOS = 1;
  private static final int SO_MARK = 36;

  private static String proxies(String frontend, String backend) {
    return """
        global
          nbthread 1
        defaults
          mode http
          timeout client 20s
          timeout server 21s
          timeout connect 22s
          timeout queue 23s
          timeout tarpit 24s
          log @log@
        frontend f
          bind 127.0.0.1:@port@ name first
          %s
          default_backend b
        backend b
          %s
        """
        .formatted(frontend, backend);
  }

  private static String answer(String format) {
    return "http-request return status 200 content-type text/plain lf-string \"<" + format + ">\"";
  }

  private static String ask(RunningProxy proxy, String path) throws Exception {
    String answer =
        proxy.exchange(
            "GET " + path + " HTTP/1.1\r\nhost: a\r\nx-text: t\r\nconnection: close\r\n\r\n");
    Matcher body = Pattern.compile("<(.*)>", Pattern.DOTALL).matcher(answer);
    return body.find() ? body.group(1) : answer;
  }

  private static String value(String format) throws Exception {
    try (RunningProxy proxy = RunningProxy.of(proxies(answer(format), ""))) {
      return ask(proxy, "/");
    }
  }

  @Test
  void theProcessAndTheConnectionAreKnown() throws Exception {
    assertThat(
            value("%[act_conn] %[dst_conn] %[so_name] %[thread] %[tgroup] %[stopping] %[fe_defbe]"))
        .isEqualTo("1 1 first 0 1 0 b");
    assertThat(
            value(
                "%[cur_client_timeout] %[cur_tarpit_timeout] %[req.timer.tq,bool]"
                    + " %[uptime,add(1),bool]"))
        .matches("20000 24000 [01] 1");
    assertThat(value("%[fc_rtt(us),bool] %[fc_lost] %[fc_src_is_local] %[fc_dst_is_local]"))
        .isEqualTo("1 0 1 1");
  }

  @Test
  void datesAreToldInSeveralUnits() throws Exception {
    long before = System.currentTimeMillis() - 1;
    String[] dates =
        value("%[accept_date] %[accept_date(ms)] %[accept_date(us)] %[request_date(ms)]")
            .split(" ");
    long after = System.currentTimeMillis() + 1;
    assertThat(Long.parseLong(dates[1])).isBetween(before, after);
    assertThat(Long.parseLong(dates[0])).isEqualTo(Long.parseLong(dates[1]) / 1000);
    assertThat(Long.parseLong(dates[2]) / 1000).isEqualTo(Long.parseLong(dates[1]));
    assertThat(Long.parseLong(dates[3])).isBetween(before, after);
  }

  @Test
  void theLogTellsOfTheServersConnectionAndOfBytes() throws Exception {
    String format =
        "log-format \"%[bc_reused] %[bc_be_queue] %[bc_srv_queue] %[bc_rtt(us),bool]"
            + " %[cur_connect_timeout] %[cur_queue_timeout] %[req.bytes_in] %[res.bytes_out]"
            + " %[bytes_in] %[bytes_out] %[txn.conn_retries] %[txn.redispatched]"
            + " %[txn.sess_term_state] %[str(sent),when(forwarded)] %[str(bad),when(error)]\"";
    String request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    try (Origin origin = Origin.answering("hello");
        RunningProxy proxy =
            RunningProxy.of(proxies(format, "http-reuse always\nserver s " + origin.address()));
        Client client = proxy.connect()) {
      client.send(request);
      String answer = client.readUntil("hello");
      int sent = request.length();
      assertThat(proxy.logLine())
          .isEqualTo(
              "0 0 0 1 22000 23000 %d %d %d %d 0 0 -- sent -"
                  .formatted(sent, answer.length(), sent, answer.length()));
      client.send(request);
      client.readUntil("hello");
      assertThat(proxy.logLine()).startsWith("1 0 0 ");
    }
  }

  @Test
  void aFailureIsToldOfByConditionsAndTheLastEntity() throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(
            proxies(
                "http-request deny deny_status 500 if { path /bad }\n"
                    + answer("fine")
                    + "\nlog-format \"%[str(bad),when(error)] %[str(ok),when(normal)]"
                    + " %[last_entity]\"",
                ""))) {
      ask(proxy, "/bad");
      assertThat(proxy.logLine()).matches("bad - .*:13");
      ask(proxy, "/");
      assertThat(proxy.logLine()).matches("- ok .*:14");
    }
  }

  @Test
  void linesAreWrittenAsJson() throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(
            proxies(
                answer("x")
                    + "\nlog-format \"%{+json}o %(status)ST %(request)r %(frontend)f %(none)[var(txn.x)]\"",
                ""))) {
      ask(proxy, "/");
      assertThat(proxy.logLine())
          .isEqualTo(
              "{\"status\": 200, \"request\": \"GET / HTTP/1.1\", \"frontend\": \"f\","
                  + " \"none\": null}");
    }
  }

  @Test
  void packetsToTheClientAreMarked() throws Exception {
    try (RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    "http-request set-fc-mark 0x2a\nhttp-request set-fc-tos int(32)\n"
                        + answer("x"),
                    ""));
        Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      client.readUntil("<x>");
      int accepted = KernelSockets.accepted(proxy.port());
      assertThat(KernelSockets.option(accepted, 0, IP_TOS)).isEqualTo(32);
      boolean isRoot = "root".equals(System.getProperty("user.name"));
      assertThat(KernelSockets.option(accepted, 1, SO_MARK)).isEqualTo(isRoot ? 42 : 0);
    }
  }

  @Test
  void theFirstPacketOfAConnectionIsKeptAndTakenApart() throws Exception {
    String format =
        "%[fc_saved_syn,ip.ver] %[fc_saved_syn,ip.src] %[fc_saved_syn,ip.data,tcp.flags]"
            + " %[fc_saved_syn,ip.data,tcp.options.sack] %[fc_saved_syn,ip.data,tcp.dst]";
    String text = proxies(answer(format), "").replace("name first", "name first tcp-ss 1");
    try (RunningProxy proxy = RunningProxy.of(text)) {
      assertThat(ask(proxy, "/")).isEqualTo("4 127.0.0.1 2 1 " + proxy.port());
    }
    assertThat(value(format)).isEqualTo("    ");
  }

  @Test
  void headersAreTakenFromOneBinaryValue() throws Exception {
    String rules =
        """
        http-request set-var(txn.kept) req.hdrs_bin
        http-request del-header x-text
        http-request set-headers-bin var(txn.kept) prefix old- if { path /set }
        http-request add-headers-bin var(txn.kept) if { path /add }
        http-request add-headers-bin bin(ff) if { path /broken }
        """;
    try (RunningProxy proxy = RunningProxy.of(proxies(rules + answer("%[req.hdr_names]"), ""))) {
      assertThat(ask(proxy, "/")).isEqualTo("host");
      assertThat(ask(proxy, "/set")).isEqualTo("host,old-host,old-x-text");
      assertThat(ask(proxy, "/add")).isEqualTo("host,host,x-text");
      assertThat(ask(proxy, "/broken")).contains("500 Internal Server Error");
    }
  }

  @Test
  void aListWithoutAFileLearnsAndForgetsWhileItIsUsed() throws Exception {
    String rules =
        """
        http-request set-map(virt@seen) %[path] yes if { query learn }
        http-request del-map(virt@seen) %[path] if { query forget }
        http-request set-map(opt@/nowhere/at.all) k %[path]
        """;
    try (RunningProxy proxy =
        RunningProxy.of(
            proxies(
                rules + answer("%[path,map(virt@seen,no)] %[str(k),map(opt@/nowhere/at.all,none)]"),
                ""))) {
      assertThat(ask(proxy, "/a")).isEqualTo("no /a");
      assertThat(ask(proxy, "/a?learn")).isEqualTo("yes /a");
      assertThat(ask(proxy, "/b")).isEqualTo("no /b");
      assertThat(ask(proxy, "/a")).isEqualTo("yes /a");
      assertThat(ask(proxy, "/a?forget")).isEqualTo("no /a");
    }
  }

  @Test
  void aPauseHoldsARequestAndNoOther() throws Exception {
    String rules = "http-request pause 300ms if { path /slow }\n" + answer("%[path]");
    try (RunningProxy proxy = RunningProxy.of(proxies(rules, ""));
        Client slow = proxy.connect()) {
      long start = System.nanoTime();
      slow.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(ask(proxy, "/fast")).isEqualTo("/fast");
      slow.readUntil("</slow>");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
    }
  }

  @Test
  void aRuleSaysHowOftenAServerIsTried() throws Exception {
    String format = "log-format \"%[txn.conn_retries] %rc\"\n";
    try (RunningProxy proxy =
        RunningProxy.of(
            proxies(
                format + "http-request set-retries 1 if { path /once }",
                "retries 2\nserver s 127.0.0.1:" + RunningProxy.freePort()))) {
      ask(proxy, "/once");
      assertThat(proxy.logLine()).isEqualTo("1 1");
    }
  }
}
