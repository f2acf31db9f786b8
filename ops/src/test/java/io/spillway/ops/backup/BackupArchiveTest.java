package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupArchiveTest {
  @TempDir private Path directory;
  private BackupArchive archive;

  @BeforeEach
  void pack() throws Exception {
    archive =
        new BackupRun(
                Sample.definition(new BackupTarget.Directory(directory), Sample.KEY),
                new Sample(directory).source(),
                InstantSource.fixed(Instant.parse("2026-01-31T00:00:00Z")))
            .pack("command");
  }

  @Test
  void anArchiveReadsAsItWasWritten() throws Exception {
    BackupArchive read = BackupArchive.read(archive.toBytes());

    assertThat(read.manifest()).isEqualTo(archive.manifest());
    assertThat(read.contents()).containsOnlyKeys(archive.contents().keySet());
  }

  @Test
  void noByteCanChangeUnnoticed() {
    byte[] whole = archive.toBytes();
    int noticed = 0;
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      if (!isSame(damaged)) {
        noticed++;
      }
    }
    assertThat(noticed).isPositive();
  }

  /** Whether it reads, and then exactly as the undamaged one; fails where it reads otherwise. */
  private boolean isSame(byte[] bytes) {
    try {
      BackupArchive read = BackupArchive.read(bytes);
      assertThat(read.manifest()).isEqualTo(archive.manifest());
      read.contents()
          .forEach((path, content) -> assertThat(content).isEqualTo(archive.stored(path)));
      return true;
    } catch (BackupException e) {
      return false;
    }
  }

  @Test
  void anArchiveThatIsCutOffIsDamaged() {
    byte[] whole = archive.toBytes();

    assertThatThrownBy(() -> BackupArchive.read(Arrays.copyOf(whole, whole.length / 2)))
        .hasMessageContaining("it is damaged");
    assertThatThrownBy(() -> BackupArchive.read("no zip".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("it is no zip archive");
  }

  @Test
  void aFileThatIsNotWhatTheManifestSaysIsNamed() {
    String path = archive.manifest().entries().getFirst().path();
    Map<String, byte[]> contents = new HashMap<>(archive.contents());
    contents.put(path, "frontend other\n".getBytes(StandardCharsets.UTF_8));
    byte[] forged = new BackupArchive(archive.manifest(), contents).toBytes();

    assertThatThrownBy(() -> BackupArchive.read(forged))
        .hasMessageContaining(path + " is not what was backed up");
  }

  @Test
  void aPathThatLeadsElsewhereIsNotFollowed() {
    byte[] content = "x".getBytes(StandardCharsets.UTF_8);
    Manifest.Entry entry =
        new Manifest.Entry(
            "/etc/../../root/.ssh/authorized_keys",
            "0644",
            "root",
            "root",
            1,
            BackupArchive.sha256(content),
            false);
    Manifest manifest =
        new Manifest(
            1,
            "1",
            "lb1",
            "x",
            "t",
            "",
            null,
            "/",
            List.of(),
            List.of(),
            List.of(entry),
            List.of());
    byte[] forged = new BackupArchive(manifest, Map.of(entry.path(), content)).toBytes();

    assertThatThrownBy(() -> BackupArchive.read(forged))
        .hasMessageContaining("it is not to be trusted");
  }

  @Test
  void othersCanReadTheArchive() throws Exception {
    Path file = directory.resolve("archive.zip");
    Files.write(file, archive.toBytes());

    Process unzip = new ProcessBuilder("python3", "-m", "zipfile", "-t", file.toString()).start();

    assertThat(unzip.waitFor()).isZero();
  }
}
