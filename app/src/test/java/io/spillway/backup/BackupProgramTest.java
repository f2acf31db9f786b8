package io.spillway.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.ops.backup.S3Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups as an operator makes and restores them, with the program and a real store. */
class BackupProgramTest {
  @TempDir private Path directory;
  private S3Store store;
  private BackedUpSite site;

  @BeforeEach
  void writeConfiguration() throws Exception {
    store = S3Store.start(directory);
    site = new BackedUpSite(directory, store);
  }

  @AfterEach
  void stopStore() {
    store.close();
  }

  private Launched spillway(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "AWS_ACCESS_KEY_ID=" + S3Store.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY=" + S3Store.SECRET_KEY,
                "AWS_EC2_METADATA_DISABLED=true",
                Launched.launcher().toString()));
    command.addAll(List.of(arguments));
    return Launched.start(directory, command);
  }

  private String run(int exitCode, String... arguments) throws Exception {
    try (Launched launched = spillway(arguments)) {
      int code = launched.exitCode();
      String output = launched.output();
      assertThat(code).as(output).isEqualTo(exitCode);
      return output;
    }
  }

  private String ask(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      socket
          .getOutputStream()
          .write((request + "connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private List<String> answers() throws IOException {
    return List.of(
        ask("GET /map HTTP/1.1\r\nhost: www.example.com\r\n"),
        ask("GET / HTTP/1.1\r\nhost: www.example.com\r\n"));
  }

  private void removeAll() throws IOException {
    try (Stream<Path> all = Files.walk(site.etc())) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void whatTheSchedulerBackedUpRebuildsABareMachineThatServesTheSameBytes() throws Exception {
    site.schedule("\"*/2 * * * * *\"");
    Map<Path, String> before = site.disk();
    List<String> served;
    try (Launched running = spillway("-f", site.etc().toString())) {
      running.awaitPort(site.port());
      running.awaitOutput("was made in s3://lb-backups/edge and read back (5 files");
      running.awaitOutput("Backups: nothing has changed since");
      served = answers();
    }
    assertThat(served.getFirst()).contains("from-the-map");
    assertThat(served.getLast()).contains("Gone fishing");
    assertThat(store.keys()).hasSize(1).first().asString().startsWith("edge/lb1/");
    removeAll();

    String restored =
        run(0, site.from("restore", "--apply", "--keep", directory.resolve("kept").toString()));

    assertThat(restored)
        .contains("hosts.map was added", "is in place", "It runs with:", site.etc().toString());
    assertThat(site.disk()).isEqualTo(before);
    assertThat(Files.getPosixFilePermissions(site.etc().resolve("site.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Launched running = spillway("-f", site.etc().toString())) {
      running.awaitPort(site.port());
      assertThat(answers()).isEqualTo(served);
    }
  }

  @Test
  void aFailureIsAnAlertAndTheProcessServesOn() throws Exception {
    site.schedule("\"* * * * * *\"");
    store.close();
    try (Launched running = spillway("-f", site.etc().toString())) {
      running.awaitPort(site.port());
      running.awaitOutput("[ALERT]");
      running.awaitOutput(
          "Backups: no backup was made: s3://lb-backups/edge at " + store.endpoint());
      assertThat(running.output()).contains("cannot connect");
      assertThat(answers().getFirst()).contains("from-the-map");
    }
  }

  @Test
  void aChrootIsRefusedWithWhatToDoInstead() throws Exception {
    site.schedule("\"0 3 * * *\"");
    Files.writeString(site.etc().resolve("00-global.cfg"), "global\n    chroot /var/empty\n");

    assertThat(run(1, "-c", "-f", site.etc().toString()))
        .contains("cannot read files from within the 'chroot'", "spillway backup now");
  }
}
