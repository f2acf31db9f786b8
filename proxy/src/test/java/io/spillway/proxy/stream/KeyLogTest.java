package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tune.ssl.keylog}, beside what the client wrote into its own file. */
class KeyLogTest {
  private static final List<String> SECRETS =
      List.of(
          "client_handshake_traffic_secret",
          "server_handshake_traffic_secret",
          "client_traffic_secret_0",
          "server_traffic_secret_0",
          "exporter_secret");

  @TempDir Path directory;

  private static String fetches(String side) {
    return String.join(
        " ", SECRETS.stream().map(secret -> "%[" + side + "_" + secret + "]").toList());
  }

  @Test
  void secretsAreThoseThatTheClientKnows() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    Path file = directory.resolve("keys");
    String configuration =
        """
        global
          tune.ssl.keylog on
        defaults
          mode http
          timeout client 20s
        frontend f
          bind 127.0.0.1:@port@ ssl crt %s
          http-request return status 200 content-type text/plain lf-string "<%s>"
        """
            .formatted(certificate, fetches("ssl_fc"));
    try (RunningProxy proxy = RunningProxy.of(configuration)) {
      String told = told(proxy.port(), file);
      List<String> known = Files.readAllLines(file);
      assertThat(told.split(" ")).hasSize(SECRETS.size());
      for (int i = 0; i < SECRETS.size(); i++) {
        String label = SECRETS.get(i).toUpperCase(Locale.ROOT);
        String secret = told.split(" ")[i];
        assertThat(known).anyMatch(line -> line.startsWith(label) && line.endsWith(" " + secret));
      }
    }
  }

  @Test
  void nothingIsKeptWhereNobodyAsksForIt() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    String configuration =
        """
        defaults
          mode http
          timeout client 20s
        frontend f
          bind 127.0.0.1:@port@ ssl crt %s
          http-request return status 200 content-type text/plain lf-string "<%s>"
        """
            .formatted(certificate, "%[ssl_fc_exporter_secret]");
    try (RunningProxy proxy = RunningProxy.of(configuration)) {
      assertThat(told(proxy.port(), directory.resolve("keys"))).isIn("", "-");
    }
  }

  private static String told(int port, Path file) throws Exception {
    Process client =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-tls1_3",
                "-keylogfile",
                file.toString(),
                "-connect",
                "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    client.waitFor();
    return said.substring(said.indexOf('<') + 1, said.indexOf('>'));
  }
}
