package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.config.NamedFiles.Content;
import io.spillway.ops.backup.Restoration.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestorationTest {
  @TempDir private Path directory;
  private Sample sample;
  private Restoration restoration;

  @BeforeEach
  void backUp() throws Exception {
    sample = new Sample(directory);
    Files.setPosixFilePermissions(
        sample.etc.resolve("site.pem"), PosixFilePermissions.fromString("rw-r-----"));
    sample.named.put(sample.etc, Content.DIRECTORY);
    restoration = restoration();
  }

  private Restoration restoration() throws BackupException {
    BackupSource source =
        new BackupSource("1.0", java.util.List.of(sample.etc.toString()), sample.etc, sample.named);
    return Restoration.of(
        new BackupRun(
                Sample.definition(new BackupTarget.Directory(directory), Sample.KEY),
                source,
                InstantSource.fixed(Instant.parse("2026-01-31T00:00:00Z")))
            .pack("command"),
        Sample.KEY);
  }

  private Map<String, String> disk() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(sample.etc)) {
      for (Path file : all.toList()) {
        found.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return found;
  }

  @Test
  void anEmptyMachineGetsEverythingWithItsPermissions() throws Exception {
    Map<String, String> before = disk();
    for (String name : before.keySet()) {
      Files.delete(sample.etc.resolve(name));
    }
    Files.delete(sample.etc);

    restoration.apply(directory.resolve("kept"));

    assertThat(disk()).isEqualTo(before);
    assertThat(Files.getPosixFilePermissions(sample.etc.resolve("site.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(directory.resolve("kept")).doesNotExist();
  }

  @Test
  void whatIsReplacedIsKeptAndConfigurationFilesOfLaterAreTakenAway() throws Exception {
    Map<String, String> before = disk();
    Files.writeString(sample.etc.resolve("haproxy.cfg"), "broken\n");
    Files.writeString(sample.etc.resolve("later.cfg"), "later\n");
    Files.writeString(sample.etc.resolve("notes.txt"), "not ours\n");
    Path kept = directory.resolve("kept");

    Map<Path, Change> changes = restoration.apply(kept);

    assertThat(changes)
        .containsEntry(sample.etc.resolve("haproxy.cfg"), Change.REPLACED)
        .containsEntry(sample.etc.resolve("later.cfg"), Change.REMOVED)
        .containsEntry(sample.etc.resolve("hosts.map"), Change.SAME);
    before.put("notes.txt", "not ours\n");
    assertThat(disk()).isEqualTo(before);
    Path copies = kept.resolve(Path.of("/").relativize(sample.etc));
    assertThat(copies.resolve("haproxy.cfg")).hasContent("broken\n");
    assertThat(copies.resolve("later.cfg")).hasContent("later\n");
    assertThat(Files.getPosixFilePermissions(kept))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path real = directory.resolve("real.map");
    Files.writeString(real, "old\n");
    Files.delete(sample.etc.resolve("hosts.map"));
    Files.createSymbolicLink(sample.etc.resolve("hosts.map"), real);

    restoration.apply(directory.resolve("kept"));

    assertThat(sample.etc.resolve("hosts.map")).isSymbolicLink();
    assertThat(real).hasContent("a b\n");
  }

  @Test
  void aFullDiskChangesNothing() throws Exception {
    Path small = directory.resolve("small");
    try (SmallDisk disk = SmallDisk.mount(small, "64k")) {
      Path first = small.resolve("a.lst");
      Files.writeString(first, "one\n");
      Path large = small.resolve("b.lst");
      byte[] noise = new byte[40_000];
      new java.util.Random(1).nextBytes(noise);
      Files.write(large, noise);
      sample.named.put(first, Content.PLAIN);
      sample.named.put(large, Content.PLAIN);
      Restoration whole = restoration();
      Files.writeString(first, "two\n");
      byte[] other = noise.clone();
      other[0]++;
      Files.write(large, other);

      assertThatThrownBy(() -> whole.apply(directory.resolve("kept")))
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("nothing was changed");

      assertThat(first).hasContent("two\n");
      assertThat(large).hasBinaryContent(other);
      assertThat(disk.files()).containsExactlyInAnyOrder(first, large);
    }
  }

  @Test
  void aReaderSeesWhatWouldBe() throws Exception {
    Files.delete(sample.etc.resolve("hosts.map"));
    Path staged = directory.resolve("staged");
    restoration.writeTo(staged);

    Path found = restoration.viewOf(staged).find(Path.of("hosts.map"), Content.PLAIN);

    assertThat(found).hasContent("a b\n");
    assertThat(restoration.viewOf(staged).find(Path.of("/etc/passwd"), Content.PLAIN))
        .isEqualTo(Path.of("/etc/passwd"));
  }
}
