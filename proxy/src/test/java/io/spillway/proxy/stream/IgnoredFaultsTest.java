package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crt-ignore-err} and {@code ca-ignore-err}, beside haproxy with the same clients. */
class IgnoredFaultsTest {
  private static final String CONFIGURATION =
      """
      global
        log %s
      defaults
        mode http
        log global
        timeout client 20s
        option httplog
        error-log-format "%%%%[fc_err] %%%%[fc_err_str] %%%%[ssl_c_err] %%%%[ssl_c_ca_err] %%%%[ssl_c_ca_err_depth] %%%%[ssl_c_verify]"
      frontend f
        bind 127.0.0.1:%%s ssl crt %s ca-file %s crl-file %s %%s
        http-request set-log-level silent
        http-request return status 200 content-type text/plain lf-string "<%%%%[ssl_c_used] %%%%[ssl_c_err] %%%%[ssl_c_ca_err] %%%%[ssl_c_ca_err_depth] %%%%[ssl_c_verify]>"
      """;

  private static final List<String> WORDS =
      List.of(
          "verify optional",
          "verify required",
          "verify required crt-ignore-err all",
          "verify required ca-ignore-err all",
          "verify required crt-ignore-err all ca-ignore-err all",
          "verify required crt-ignore-err 10",
          "verify required crt-ignore-err 10,23",
          "verify optional crt-ignore-err 18",
          "verify optional crt-ignore-err 3,18,20",
          "verify optional crt-ignore-err 3,20,21",
          "verify optional ca-ignore-err 3,19 crt-ignore-err 3");

  @TempDir Path directory;

  @FunctionalInterface
  private interface Line {
    String next() throws IOException;
  }

  private Map<String, List<String>> clients(Authority known) throws Exception {
    Authority stranger = new Authority(Files.createDirectory(directory.resolve("stranger")));
    Path self = TestCertificates.make(directory, "self", "rsa:2048");
    Path unknown = stranger.issue("unknown");
    Path revoked = known.issue("revoked");
    known.revoke(revoked);
    Path good = known.issue("good");
    Path expired = known.issueExpired("expired");
    Map<String, List<String>> clients = new LinkedHashMap<>();
    clients.put("nobody", List.of());
    clients.put("good", List.of("-cert", good.toString(), "-key", known.key(good)));
    clients.put("expired", List.of("-cert", expired.toString(), "-key", known.key(expired)));
    clients.put("revoked", List.of("-cert", revoked.toString(), "-key", known.key(revoked)));
    clients.put("self-signed", List.of("-cert", self.toString(), "-key", self.toString()));
    clients.put("unknown", List.of("-cert", unknown.toString(), "-key", stranger.key(unknown)));
    clients.put(
        "with its unknown authority",
        List.of(
            "-cert",
            unknown.toString(),
            "-key",
            stranger.key(unknown),
            "-cert_chain",
            stranger.certificate().toString()));
    return clients;
  }

  /** What the client is told, or else the line in the log. */
  private static String outcome(int port, List<String> client, Line log) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl", "s_client", "-quiet", "-no_ticket", "-connect", "127.0.0.1:" + port));
    command.addAll(client);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It is over: refused.
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    int at = said.indexOf('<');
    return at < 0 ? "refused: " + log.next() : said.substring(at, said.indexOf('>') + 1);
  }

  private static List<String> outcomes(int port, Map<String, List<String>> clients, Line log)
      throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (Map.Entry<String, List<String>> client : clients.entrySet()) {
      outcomes.add(client.getKey() + " " + outcome(port, client.getValue(), log));
    }
    return outcomes;
  }

  @Test
  void theSameClientsAreLetInAndTheirFaultsToldAsInHaproxy() throws Exception {
    Path server = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    Authority known = new Authority(directory);
    Map<String, List<String>> clients = clients(known);
    Path revocations = known.list();
    for (String words : WORDS) {
      List<String> ours;
      try (RunningProxy proxy =
          RunningProxy.of(
              CONFIGURATION
                  .formatted("@log@", server, known.certificate(), revocations)
                  .formatted("@port@", words))) {
        ours = outcomes(proxy.port(), clients, proxy::logLine);
      }
      String haproxys =
          CONFIGURATION.formatted(
              "stdout format raw local0", server, known.certificate(), revocations);
      assertThat(ours).as(words).isEqualTo(haproxysOutcomes(haproxys, words, clients));
    }
  }

  private List<String> haproxysOutcomes(
      String configuration, String words, Map<String, List<String>> clients) throws Exception {
    int port = RunningProxy.freePort();
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(file, configuration.formatted(port, words));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(haproxy.getInputStream(), StandardCharsets.ISO_8859_1))) {
      awaitListening(haproxy, port);
      out.readLine(); // the line of the connection that found it ready
      return outcomes(port, clients, out::readLine);
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  private static void awaitListening(Process haproxy, int port) throws IOException {
    while (true) {
      try {
        new Socket("127.0.0.1", port).close();
        return;
      } catch (IOException e) {
        if (!haproxy.isAlive()) {
          throw new IOException("haproxy has ended", e);
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void namesMeanTheSameAsNumbersAndAreTold() throws Exception {
    Path server = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    Authority known = new Authority(directory);
    Path expired = known.issueExpired("expired");
    String configuration =
        """
        defaults
          mode http
          timeout client 20s
        frontend f
          bind 127.0.0.1:@port@ ssl crt %s verify required ca-file %s crt-ignore-err X509_V_ERR_CERT_REVOKED,X509_V_ERR_CERT_HAS_EXPIRED
          http-request return status 200 content-type text/plain lf-string "<%%[ssl_c_verify,x509_v_err_str]>"
        """
            .formatted(server, known.certificate());
    try (RunningProxy proxy = RunningProxy.of(configuration)) {
      List<String> client = List.of("-cert", expired.toString(), "-key", known.key(expired));
      assertThat(outcome(proxy.port(), client, () -> "refused"))
          .isEqualTo("<X509_V_ERR_CERT_HAS_EXPIRED>");
    }
  }

  @Test
  void whatIsNoErrorIsRefused() {
    assertThat(alert("crt-ignore-err")).contains("'crt-ignore-err' : missing error IDs list");
    assertThat(alert("ca-ignore-err 10,X509_V_ERR_NOTHING"))
        .contains("'ca-ignore-err' : 'X509_V_ERR_NOTHING' is no error (expected: 'all',");
    assertThat(alert("ca-ignore-err 0")).contains("'0' is no error");
  }

  private static String alert(String words) {
    return Configurations.load("frontend f\n  bind :1 ssl crt /x " + words + "\n")
        .messages()
        .getFirst();
  }
}
