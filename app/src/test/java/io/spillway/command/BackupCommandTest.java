package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.backup.BackedUpSite;
import io.spillway.ops.backup.S3Store;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  @TempDir private Path directory;
  private S3Store store;
  private BackedUpSite site;
  private Path etc;

  @BeforeEach
  void writeConfiguration() throws Exception {
    store = S3Store.start(directory);
    site = new BackedUpSite(directory, store);
    etc = site.etc();
    System.setProperty("aws.accessKeyId", S3Store.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", S3Store.SECRET_KEY);
  }

  @AfterEach
  void stopStore() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    store.close();
  }

  private static String run(int exitCode, String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.ISO_8859_1);
    int code = new Program("spillway", new Console(stream, stream, false)).run(arguments);
    String output = said.toString(StandardCharsets.ISO_8859_1);
    assertThat(code).as(output).isEqualTo(exitCode);
    return output;
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
    Map<Path, String> before = site.disk();
    Path other = directory.resolve("other.key");
    Files.writeString(other, "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=\n");

    assertThat(run(1, site.from("restore", "--apply", "--key-file", other.toString())))
        .contains("was encrypted by the key");
    assertThat(run(1, site.from("restore", "--at", "2020-01-31", "--apply")))
        .contains("there is no backup of 2020-01-31 or before");
    assertThat(run(1, site.from("restore", "--instance", "lb2", "--apply")))
        .contains("there is no backup of 'lb2'", "'--instance' with one of lb1");
    assertThat(site.disk()).isEqualTo(before);

    // A backup without its secrets does not start on a machine that lacks them.
    Files.writeString(etc.resolve("hosts.map"), "www.example.com two\n");
    Files.writeString(
        etc.resolve("20-backup.cfg"),
        Files.readString(etc.resolve("20-backup.cfg")).replaceAll(" *key-file.*\n", ""));
    String bare = run(0, "backup", "now", "-f", etc.toString());
    assertThat(bare).contains("it lacks " + etc.resolve("site.pem"), "there is no 'key-file'");
    Files.delete(etc.resolve("site.pem"));
    Map<Path, String> now = site.disk();
    assertThat(run(1, site.from("restore", "--apply")))
        .contains("was not restored, because its configuration would not start")
        .contains("site.pem");
    assertThat(site.disk()).isEqualTo(now);
  }
}
