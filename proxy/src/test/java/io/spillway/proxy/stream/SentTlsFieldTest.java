package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What servers are told of the client's TLS is what HAProxy tells them, byte for byte, of the same
 * client.
 */
class SentTlsFieldTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode tcp
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      listen l
        bind 127.0.0.1:@port@ ssl %s
        server s 127.0.0.1:%d %s
      """;

  private static final String EVERYTHING =
      "send-proxy-v2-ssl-cn proxy-v2-options cert-key,cert-sig,ssl-cipher,authority";

  private static final int SIGNATURE_AND_COMMANDS = 14;
  private static final int ADDRESSES = 12;

  @TempDir Path directory;

  private ServerSocket origin;

  @BeforeEach
  void listen() throws IOException {
    origin = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  /** The fields behind the addresses, of one connection after another. */
  private List<String> ofHaproxy(String bind, String server, List<List<String>> clients)
      throws Exception {
    int port = RunningProxy.freePort();
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(
        file,
        CONFIGURATION
            .formatted(bind, origin.getLocalPort(), server)
            .replace("@port@", Integer.toString(port)));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.out").toFile())
            .start();
    try {
      awaitListening(haproxy, port);
      return received(port, "haproxy", clients);
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  private void awaitListening(Process haproxy, int port) throws Exception {
    while (true) {
      try (Socket probe = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        if (haproxy.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new IOException(Files.readString(directory.resolve("haproxy.out")), e);
        }
      }
    }
  }

  private List<String> ofSpillway(String bind, String server, List<List<String>> clients)
      throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(CONFIGURATION.formatted(bind, origin.getLocalPort(), server))) {
      return received(proxy.port(), "spillway", clients);
    }
  }

  private List<String> received(int port, String side, List<List<String>> clients)
      throws Exception {
    List<String> all = new ArrayList<>();
    for (List<String> words : clients) {
      List<String> command =
          new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
      words.forEach(word -> command.add(word.replace("@side@", directory + "/" + side)));
      Process client =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("client.out").toFile())
              .start();
      Thread.startVirtualThread(() -> endWith(client));
      try (Socket connection = origin.accept()) {
        all.add(fields(connection));
        int saved = words.indexOf("-sess_out");
        if (saved >= 0) {
          Path session = Path.of(words.get(saved + 1).replace("@side@", directory + "/" + side));
          RunningProxy.await(() -> session.toFile().length() > 0);
        }
      } finally {
        client.destroy();
        client.waitFor();
      }
    }
    return all;
  }

  /** A client that ends before its header has come leaves nothing to wait for. */
  private void endWith(Process client) {
    try {
      if (client.waitFor() == 1) {
        origin.close();
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String fields(Socket connection) throws IOException {
    DataInputStream in = new DataInputStream(connection.getInputStream());
    in.skipNBytes(SIGNATURE_AND_COMMANDS);
    int length = in.readUnsignedShort();
    in.skipNBytes(ADDRESSES);
    byte[] fields = in.readNBytes(length - ADDRESSES);
    return HexFormat.of().formatHex(fields)
        + " "
        + new String(fields, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
  }

  private List<String> same(String bind, String server, List<List<String>> clients)
      throws Exception {
    List<String> expected = ofHaproxy(bind, server, clients);
    assertThat(ofSpillway(bind, server, clients)).isEqualTo(expected);
    return expected;
  }

  private static List<String> client(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-ciphersuites",
                "TLS_AES_128_GCM_SHA256",
                "-cipher",
                "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384"));
    words.addAll(List.of(more));
    return words;
  }

  @Test
  void versionCipherNameAndTheFrontendsCertificateAreTold() throws Exception {
    String rsa = "crt " + TestCertificates.make(directory, "rsa.example.com", "rsa:2048");
    String curve = " crt " + TestCertificates.make(directory, "ec.example.com", "ec:secp384r1");
    List<String> told =
        same(
            rsa + curve,
            EVERYTHING,
            List.of(
                client("-servername", "rsa.example.com"),
                client("-servername", "ec.example.com", "-tls1_2"),
                client("-noservername")));
    assertThat(told.getFirst()).contains("TLSv1.3", "RSA2048", "RSA-SHA256", "rsa.example.com");
    assertThat(told.get(1)).contains("TLSv1.2", "EC384", "ecdsa-with-SHA256");
  }

  @Test
  void whatIsNotAskedForIsNotTold() throws Exception {
    String rsa = "crt " + TestCertificates.make(directory, "rsa.example.com", "rsa:2048");
    same(rsa, "send-proxy-v2-ssl", List.of(client()));
    same(rsa, "send-proxy-v2 proxy-v2-options ssl-cipher", List.of(client()));
    same(rsa, "send-proxy-v2 proxy-v2-options authority", List.of(client("-servername", "a.b")));
  }

  @Test
  void aClientsCertificateIsToldAndThatASessionWasResumed() throws Exception {
    Path rsa = TestCertificates.make(directory, "rsa.example.com", "rsa:2048");
    Path own = TestCertificates.make(directory, "client.example.com", "ec:prime256v1");
    String bind = "crt " + rsa + " verify optional ca-file " + own;
    for (String version : List.of("-tls1_2", "-tls1_3")) {
      String session = "@side@" + version;
      List<String> told =
          same(
              bind,
              EVERYTHING,
              List.of(
                  client(version),
                  client(version, "-cert", own.toString(), "-sess_out", session),
                  client(version, "-cert", own.toString(), "-sess_in", session)));
      assertThat(told.get(0)).startsWith("20").doesNotContain("client.example.com");
      assertThat(told.get(1)).contains("client.example.com").matches("20....07.*");
      assertThat(told.get(2)).contains("client.example.com").matches("20....05.*");
    }
  }
}
