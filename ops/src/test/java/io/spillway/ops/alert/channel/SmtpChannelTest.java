package io.spillway.ops.alert.channel;

import static io.spillway.ops.alert.channel.Notifications.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Mail to a real SMTP server: Debian's python3-aiosmtpd. */
class SmtpChannelTest {
  @TempDir private Path directory;

  /** The server, and what it took. */
  private final class Server implements AutoCloseable {
    final int port;
    private final Process process;
    private final BufferedReader output;

    Server(String mode) throws Exception {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        port = socket.getLocalPort();
      }
      Path script = directory.resolve("smtp_server.py");
      try (var source = SmtpChannelTest.class.getResourceAsStream("smtp_server.py")) {
        Files.write(script, Objects.requireNonNull(source).readAllBytes());
      }
      process =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  script.toString(),
                  Integer.toString(port),
                  mode,
                  certificate().toString())
              .redirectError(directory.resolve("errors").toFile())
              .start();
      output = process.inputReader(StandardCharsets.UTF_8);
      assertThat(output.readLine()).as(() -> "python3-aiosmtpd: " + errors()).isEqualTo("ready");
    }

    private String errors() {
      try {
        return Files.readString(directory.resolve("errors"));
      } catch (IOException e) {
        return e.toString();
      }
    }

    JsonNode message() throws IOException {
      return new ObjectMapper().readTree(output.readLine());
    }

    @Override
    public void close() throws Exception {
      process.destroyForcibly().waitFor();
    }
  }

  private Path certificate() throws Exception {
    Path file = directory.resolve("mail.pem");
    if (!Files.exists(file)) {
      Path key = directory.resolve("key.pem");
      Path certificate = directory.resolve("crt.pem");
      Process openssl =
          new ProcessBuilder(
                  "openssl",
                  "req",
                  "-x509",
                  "-newkey",
                  "ec",
                  "-pkeyopt",
                  "ec_paramgen_curve:prime256v1",
                  "-nodes",
                  "-days",
                  "2",
                  "-subj",
                  "/CN=localhost",
                  "-addext",
                  "subjectAltName=DNS:localhost,IP:127.0.0.1",
                  "-keyout",
                  key.toString(),
                  "-out",
                  certificate.toString())
              .redirectErrorStream(true)
              .start();
      openssl.getInputStream().readAllBytes();
      assertThat(openssl.waitFor()).isZero();
      Files.writeString(file, Files.readString(certificate) + Files.readString(key));
    }
    return file;
  }

  @Test
  void aMessageGoesToSeveralRecipientsPlainAndAsHtml() throws Exception {
    try (Server server = new Server("plain")) {
      Channel channel =
          channel(
              "smtp 127.0.0.1:"
                  + server.port
                  + " from lb@example.com to a@example.com,unknown@example.com,b@example.com",
              Map.of());
      ChannelException partly = failure(channel);
      assertThat(partly.isFinal()).as("those that have it do not get it twice").isTrue();
      assertThat(partly.getMessage()).endsWith("550 no such user (2 other recipients have it)");
      JsonNode message = server.message();
      assertThat(message.get("from").asString()).isEqualTo("lb@example.com");
      assertThat(message.get("to").toString()).isEqualTo("[\"a@example.com\",\"b@example.com\"]");
      assertThat(message.get("data").asString())
          .contains("Subject: [critical] 1 backend-down, 1 server-down")
          .contains("Auto-Submitted: auto-generated")
          .contains("Content-Type: multipart/alternative")
          .contains("Content-Type: text/plain")
          .contains("2026-11-27T10:00:00Z  critical  Server shop/s1 is DOWN")
          .contains("Content-Type: text/html")
          .contains("&lt;Connection &amp; refused&gt;");
    }
  }

  @Test
  void withStarttlsAndWithTlsTheServerIsProvenAndTheUserAuthenticated() throws Exception {
    for (String mode : new String[] {"starttls", "tls"}) {
      try (Server server = new Server(mode)) {
        String words =
            "smtp localhost:%d from lb@example.com to a@example.com %s user watch"
                .formatted(server.port, mode);
        String trusting = " password-env PASSWORD ca-file " + directory.resolve("crt.pem");
        channel(words + trusting, Map.of("PASSWORD", "s3cret")).tell(Notifications.recovered());
        JsonNode message = server.message();
        assertThat(message.get("tls").asBoolean()).isTrue();
        assertThat(message.get("user").asString()).isEqualTo("watch");
        Channel wrong = channel(words + trusting, Map.of("PASSWORD", "wr0ng"));
        assertThat(failure(wrong).getMessage()).contains("535").doesNotContain("wr0ng");
        Channel distrusting = channel(words + " password-env PASSWORD", Map.of("PASSWORD", "x"));
        assertThat(failure(distrusting).getMessage()).contains("certification path");
      }
    }
  }

  @Test
  void starttlsIsNotDoneWithoutWhereTheServerHasNone() throws Exception {
    try (Server server = new Server("plain")) {
      Channel channel =
          channel(
              "smtp 127.0.0.1:" + server.port + " from l@example.com to a@example.com starttls",
              Map.of());
      assertThat(failure(channel).getMessage()).contains("STARTTLS");
    }
  }

  private static ChannelException failure(Channel channel) {
    return catchThrowableOfType(ChannelException.class, () -> channel.tell(Notifications.firing()));
  }
}
