package io.spillway.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups as an operator makes and restores them, with the program and a real store. */
class BackupProgramTest {
  @TempDir private Path directory;
  private S3Store store;
  private Path etc;
  private Path keyFile;
  private int port;

  @BeforeEach
  void writeConfiguration() throws Exception {
    store = S3Store.start(directory);
    port = FreePorts.inARow(2);
    etc = Files.createDirectory(directory.resolve("etc"));
    keyFile = directory.resolve("backup.key");
    Files.writeString(keyFile, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n");
    certificate(etc.resolve("site.pem"));
    Files.writeString(etc.resolve("hosts.map"), "www.example.com from-the-map\n");
    Files.writeString(
        etc.resolve("503.http"), "HTTP/1.1 503 Gone fishing\r\ncontent-length: 0\r\n\r\n");
    Files.writeString(
        etc.resolve("10-proxies.cfg"),
        """
        defaults
            mode http
            timeout client 10s
            timeout server 10s
            timeout connect 5s
            errorfile 503 %2$s/503.http
        frontend plain
            bind 127.0.0.1:%1$d
            http-request return status 200 content-type text/plain lf-string \
        "%%[req.hdr(host),map(%2$s/hosts.map,none)]" if { path /map }
            default_backend nobody
        frontend secure
            bind 127.0.0.1:%3$d ssl crt %2$s/site.pem
            http-request return status 200 content-type text/plain string secure
        backend nobody
        """
            .formatted(port, etc, port + 1));
    schedule("never");
  }

  private void schedule(String schedule) throws IOException {
    Files.writeString(
        etc.resolve("20-backup.cfg"),
        """
        config-backup
            to s3://%s/edge endpoint %s
            instance lb1
            schedule %s
            key-file %s
        """
            .formatted(S3Store.BUCKET, store.endpoint(), schedule, keyFile));
  }

  @AfterEach
  void stopStore() {
    store.close();
  }

  private static void certificate(Path file) throws Exception {
    Path key = file.resolveSibling("key.tmp");
    Path certificate = file.resolveSibling("crt.tmp");
    assertThat(
            new ProcessBuilder(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-subj",
                    "/CN=www.example.com",
                    "-days",
                    "30",
                    "-keyout",
                    key.toString(),
                    "-out",
                    certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
    Files.writeString(file, Files.readString(certificate) + Files.readString(key));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.delete(key);
    Files.delete(certificate);
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

  private String[] from(String... arguments) {
    List<String> all = new ArrayList<>(List.of("backup"));
    all.add(arguments[0]);
    all.addAll(
        List.of(
            "--from",
            "s3://" + S3Store.BUCKET + "/edge",
            "--endpoint",
            store.endpoint().toString(),
            "--instance",
            "lb1",
            "--key-file",
            keyFile.toString()));
    all.addAll(List.of(arguments).subList(1, arguments.length));
    return all.toArray(String[]::new);
  }

  private String ask(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
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

  private Map<Path, String> disk() throws IOException {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(etc)) {
      for (Path file : all.toList()) {
        found.put(file, Files.readString(file));
      }
    }
    return found;
  }

  private void removeAll() throws IOException {
    try (Stream<Path> all = Files.walk(etc)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void whatTheSchedulerBackedUpRebuildsABareMachineThatServesTheSameBytes() throws Exception {
    schedule("\"*/2 * * * * *\"");
    Map<Path, String> before = disk();
    List<String> served;
    try (Launched running = spillway("-f", etc.toString())) {
      running.awaitPort(port);
      running.awaitOutput("was made in s3://lb-backups/edge and read back (5 files");
      running.awaitOutput("Backups: nothing has changed since");
      served = answers();
    }
    assertThat(served.getFirst()).contains("from-the-map");
    assertThat(served.getLast()).contains("Gone fishing");
    assertThat(store.keys()).hasSize(1).first().asString().startsWith("edge/lb1/");
    removeAll();

    String restored =
        run(0, from("restore", "--apply", "--keep", directory.resolve("kept").toString()));

    assertThat(restored)
        .contains("hosts.map was added", "is in place", "It runs with:", etc.toString());
    assertThat(disk()).isEqualTo(before);
    assertThat(Files.getPosixFilePermissions(etc.resolve("site.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Launched running = spillway("-f", etc.toString())) {
      running.awaitPort(port);
      assertThat(answers()).isEqualTo(served);
    }
  }

  @Test
  void anOperatorListsComparesVerifiesAndRestores() throws Exception {
    String files = etc.toString();
    assertThat(run(0, "backup", "now", "-f", files)).contains("was made in").contains("5 files");
    assertThat(run(0, "backup", "now", "-f", files)).contains("Nothing has changed since");
    assertThat(run(0, "backup", "list", "-f", files)).containsPattern("20\\d{6}T\\d{6}Z-\\w{16} ");
    assertThat(run(0, "backup", "show", "-f", files))
        .contains("instance   lb1", "site.pem (encrypted)", "runs       -f " + etc)
        .doesNotContain("backup.key");
    assertThat(run(0, "backup", "verify", "-f", files)).contains(": whole, 5 files");

    Files.writeString(etc.resolve("hosts.map"), "www.example.com changed\n");
    assertThat(run(0, "backup", "diff", "-f", files))
        .contains("changed  " + etc.resolve("hosts.map"))
        .contains("- www.example.com from-the-map\n+ www.example.com changed\n");

    assertThat(run(0, "backup", "restore", "-f", files))
        .contains("hosts.map would be replaced", "Nothing was changed");
    Path kept = directory.resolve("kept");
    assertThat(run(0, "backup", "restore", "-f", files, "--apply", "--keep", kept.toString()))
        .contains("hosts.map was replaced", "What was replaced is in " + kept);
    assertThat(etc.resolve("hosts.map")).hasContent("www.example.com from-the-map\n");
  }

  @Test
  void aBackupWhoseConfigurationWouldNotStartReplacesNothing() throws Exception {
    Path elsewhere = directory.resolve("elsewhere.lst");
    Files.writeString(elsewhere, "192.0.2.1\n");
    run(0, "backup", "now", "-f", etc.toString());
    Files.delete(etc.resolve("hosts.map"));
    Map<Path, String> before = disk();
    Path other = directory.resolve("other.key");
    Files.writeString(other, "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=\n");

    assertThat(run(1, from("restore", "--apply", "--key-file", other.toString())))
        .contains("was encrypted by the key");
    assertThat(run(1, from("restore", "--at", "2020-01-31", "--apply")))
        .contains("there is no backup of 2020-01-31 or before");
    assertThat(run(1, from("restore", "--instance", "lb2", "--apply")))
        .contains("there is no backup of 'lb2'", "'--instance' with one of lb1");
    assertThat(disk()).isEqualTo(before);

    // A backup without its secrets does not start on a machine that lacks them.
    Files.writeString(etc.resolve("hosts.map"), "www.example.com two\n");
    Files.writeString(
        etc.resolve("20-backup.cfg"),
        Files.readString(etc.resolve("20-backup.cfg")).replaceAll(" *key-file.*\n", ""));
    String bare = run(0, "backup", "now", "-f", etc.toString());
    assertThat(bare).contains("it lacks " + etc.resolve("site.pem"), "there is no 'key-file'");
    Files.delete(etc.resolve("site.pem"));
    Map<Path, String> now = disk();
    assertThat(run(1, from("restore", "--apply")))
        .contains("was not restored, because its configuration would not start")
        .contains("site.pem");
    assertThat(disk()).isEqualTo(now);
  }

  @Test
  void aFailureIsAnAlertAndTheProcessServesOn() throws Exception {
    schedule("\"* * * * * *\"");
    store.close();
    try (Launched running = spillway("-f", etc.toString())) {
      running.awaitPort(port);
      running.awaitOutput("[ALERT]");
      running.awaitOutput(
          "Backups: no backup was made: s3://lb-backups/edge at " + store.endpoint());
      assertThat(running.output()).contains("cannot connect");
      assertThat(answers().getFirst()).contains("from-the-map");
    }
  }

  @Test
  void aChrootIsRefusedWithWhatToDoInstead() throws Exception {
    schedule("\"0 3 * * *\"");
    Files.writeString(etc.resolve("00-global.cfg"), "global\n    chroot /var/empty\n");

    assertThat(run(1, "-c", "-f", etc.toString()))
        .contains("cannot read files from within the 'chroot'", "spillway backup now");
  }
}
