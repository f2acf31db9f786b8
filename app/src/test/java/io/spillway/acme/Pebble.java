package io.spillway.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Debian's pebble, a real ACME server that refuses one nonce in twenty, with a DNS server that
 * knows every name at 127.0.0.1 unless it is told to ask another.
 */
final class Pebble implements AutoCloseable {
  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final int port = FreePorts.one();
  private final int management = FreePorts.one();
  private final int httpPort = FreePorts.one();
  private final int tlsPort = FreePorts.one();

  private Pebble(Path directory) {
    this.directory = directory;
  }

  /** Starts it; its own DNS server answers. */
  static Pebble start(Path directory) throws Exception {
    return start(directory, null);
  }

  /**
   * Starts it.
   *
   * @param nameServer whom it asks for records, or null for its own DNS server
   */
  static Pebble start(Path directory, @Nullable String nameServer) throws Exception {
    Pebble pebble = new Pebble(directory);
    String asked = nameServer == null ? pebble.startNames() : nameServer;
    pebble.makeCertificate();
    Path configuration =
        Files.writeString(
            directory.resolve("pebble.json"),
            """
            {"pebble": {
              "listenAddress": "127.0.0.1:%d",
              "managementListenAddress": "127.0.0.1:%d",
              "certificate": "%s", "privateKey": "%s",
              "httpPort": %d, "tlsPort": %d,
              "ocspResponderURL": "", "externalAccountBindingRequired": false
            }}
            """
                .formatted(
                    pebble.port,
                    FreePorts.one(),
                    directory.resolve("pebble.crt"),
                    directory.resolve("pebble.key"),
                    pebble.httpPort,
                    pebble.tlsPort));
    pebble.run("pebble", "pebble", "-config", configuration.toString(), "-dnsserver", asked);
    pebble.awaitPort(pebble.port);
    return pebble;
  }

  private String startNames() throws IOException {
    int names = FreePorts.one();
    run(
        "names",
        "pebble-challtestsrv",
        "-dns01",
        "127.0.0.1:" + names,
        "-http01",
        "",
        "-https01",
        "",
        "-tlsalpn01",
        "",
        "-management",
        "127.0.0.1:" + management,
        "-defaultIPv6",
        "");
    awaitPort(management);
    return "127.0.0.1:" + names;
  }

  private void makeCertificate() throws Exception {
    Process made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                directory.resolve("pebble.key").toString(),
                "-out",
                authority().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    assertThat(made.waitFor()).isZero();
  }

  private void run(String name, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
    processes.add(builder.start());
  }

  private void awaitPort(int awaited) {
    while (!answers(awaited)) {
      assertThat(processes).allMatch(Process::isAlive);
      Thread.onSpinWait();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The words of {@code global} and the line {@code directory} that lead to it. */
  String directoryLine() {
    return "directory https://localhost:" + port + "/dir";
  }

  /** The file with the certificate that it shows. */
  Path authority() {
    return directory.resolve("pebble.crt");
  }

  /** Where it looks for answers to http-01. */
  int httpPort() {
    return httpPort;
  }

  /** Where it looks for answers to tls-alpn-01. */
  int tlsPort() {
    return tlsPort;
  }

  /** What it has said. */
  String log() throws IOException {
    return Files.readString(directory.resolve("pebble.log"));
  }

  /** Has its own DNS server do something: {@code set-txt}. */
  void tellNames(String what, String json) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/" + what))
                  .POST(HttpRequest.BodyPublishers.ofString(json))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Override
  public void close() throws IOException {
    for (Process process : processes) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.onExit().join();
    }
  }
}
