package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.config.NamedFiles.Content;
import io.spillway.ops.backup.BackupRun.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRunTest {
  @TempDir private Path directory;
  private Sample sample;
  private Instant now = Instant.parse("2026-01-31T02:17:00Z");
  private final InstantSource clock = () -> now;

  @BeforeEach
  void writeConfiguration() throws IOException {
    sample = new Sample(directory);
  }

  private Path target() {
    return directory.resolve("backups");
  }

  private Outcome run(@Nullable BackupKey key) throws BackupException {
    return new BackupRun(
            Sample.definition(new BackupTarget.Directory(target()), key), sample.source(), clock)
        .run("schedule");
  }

  private BackupArchive read(BackupId id) throws BackupException {
    return BackupArchive.read(new DirectoryStore(target()).get("lb1", id));
  }

  private List<BackupId> all() throws BackupException {
    return new DirectoryStore(target()).list("lb1").stream().map(BackupStore.Stored::id).toList();
  }

  @Test
  void whatWasBackedUpComesBackByteForByte() throws Exception {
    Outcome made = run(Sample.KEY);

    assertThat(made).isInstanceOf(Outcome.Made.class);
    assertThat(made.leftOut()).isEmpty();
    assertThat(Restoration.of(read(made.id()), Sample.KEY).files())
        .containsOnlyKeys(sample.named.keySet())
        .allSatisfy((path, content) -> assertThat(path).hasBinaryContent(content));
  }

  @Test
  void secretsLeaveTheMachineOnlyEncrypted() throws Exception {
    BackupId id = run(Sample.KEY).id();

    BackupArchive archive = read(id);
    assertThat(archive.manifest().entries().stream().filter(Manifest.Entry::encrypted))
        .extracting(entry -> Path.of(entry.path()).getFileName().toString())
        .containsExactly("shared", "site.pem");
    archive
        .contents()
        .values()
        .forEach(
            content ->
                assertThat(new String(content, StandardCharsets.ISO_8859_1))
                    .doesNotContain("c2VjcmV0")
                    .doesNotContain("password"));
    BackupKey other = Sample.key("fedcba9876543210fedcba9876543210");
    assertThatThrownBy(() -> Restoration.of(archive, other))
        .hasMessageContaining("was encrypted by the key " + Sample.KEY.id());
    assertThatThrownBy(() -> Restoration.of(archive, null)).hasMessageContaining("--key-file");
  }

  @Test
  void withoutAKeySecretsAreLeftOutAndNamed() throws Exception {
    Outcome made = run(null);

    assertThat(made.leftOut())
        .extracting(Manifest.LeftOut::path)
        .containsExactly(
            sample.etc.resolve("shared").toString(), sample.etc.resolve("site.pem").toString());
    assertThat(new BackupEvent.Done("there", made).severity())
        .isEqualTo(BackupEvent.Severity.WARNING);
    assertThat(read(made.id()).contents()).hasSize(2);
  }

  @Test
  void nothingIsMadeWhereNothingHasChanged() throws Exception {
    BackupId first = run(Sample.KEY).id();
    now = now.plusSeconds(86_400);

    assertThat(run(Sample.KEY)).isEqualTo(new Outcome.Unchanged(first, List.of()));
    Files.setPosixFilePermissions(
        sample.etc.resolve("shared"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertThat(run(Sample.KEY)).isInstanceOf(Outcome.Made.class);
  }

  @Test
  void theSameFilesTimeAndKeyMakeTheSameBytes() throws Exception {
    BackupDefinition definition =
        Sample.definition(new BackupTarget.Directory(target()), Sample.KEY);

    byte[] one = new BackupRun(definition, sample.source(), clock).pack("schedule").toBytes();
    byte[] two = new BackupRun(definition, sample.source(), clock).pack("schedule").toBytes();

    assertThat(one).isEqualTo(two);
  }

  @Test
  void oldBackupsAreRemovedOnceANewOneWasReadBack() throws Exception {
    for (int day = 0; day < 4; day++) {
      sample.write("hosts.map", "a " + day + "\n", Content.PLAIN);
      run(Sample.KEY);
      now = now.plusSeconds(86_400);
    }

    assertThat(all())
        .extracting(BackupId::time)
        .containsExactly(
            Instant.parse("2026-02-02T02:17:00Z"), Instant.parse("2026-02-03T02:17:00Z"));
  }

  @Test
  void aClockThatWasSetBackIsToldAndNothingIsLost() throws Exception {
    run(Sample.KEY);
    now = now.minusSeconds(86_400);
    sample.write("hosts.map", "new\n", Content.PLAIN);

    assertThatThrownBy(() -> run(Sample.KEY))
        .hasMessageContaining("the clock of this machine says 2026-01-30T02:17:00Z");
    assertThat(all()).hasSize(1);
  }

  @Test
  void ofBackupsWithinASecondTheLastOneIsTheLast() throws Exception {
    run(Sample.KEY);
    for (String text : List.of("one\n", "two\n", "three\n")) {
      sample.write("hosts.map", text, Content.PLAIN);
      Outcome made = run(Sample.KEY);

      assertThat(made).isInstanceOf(Outcome.Made.class);
      assertThat(all()).last().isEqualTo(made.id());
    }
  }

  @Test
  void aFileOfTheOperatorsThatIsMissingIsNamed() throws Exception {
    BackupDefinition plain = Sample.definition(new BackupTarget.Directory(target()), Sample.KEY);
    BackupDefinition definition =
        new BackupDefinition(
            plain.target(),
            plain.instance(),
            null,
            false,
            plain.keep(),
            plain.key(),
            List.of(Path.of("/nowhere/at/all")),
            plain.position());

    Outcome made = new BackupRun(definition, sample.source(), clock).run("command");

    assertThat(made.leftOut())
        .containsExactly(new Manifest.LeftOut("/nowhere/at/all", "No such file or directory"));
  }

  @Test
  void aFileThatHasGoneSinceTheStartIsNamed() throws Exception {
    Files.delete(sample.etc.resolve("hosts.map"));

    assertThat(run(Sample.KEY).leftOut())
        .containsExactly(
            new Manifest.LeftOut(
                sample.etc.resolve("hosts.map").toString(), "No such file or directory"));
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws Exception {
    Files.writeString(target(), "a file");

    assertThatThrownBy(() -> run(Sample.KEY)).hasMessageContaining("cannot write " + target());
  }

  @Test
  void aFullDiskIsToldAndTheNextTrySucceeds() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(target(), "64k")) {
      byte[] noise = new byte[100_000];
      new java.util.Random(1).nextBytes(noise);
      Path large = sample.etc.resolve("large.lst");
      Files.write(large, noise);
      sample.named.put(large, Content.PLAIN);

      assertThatThrownBy(() -> run(Sample.KEY)).hasMessageContaining("No space left on device");
      assertThat(disk.files()).as("nothing half-written is left").isEmpty();

      Files.delete(large);
      assertThat(run(Sample.KEY)).isInstanceOf(Outcome.Made.class);
      assertThat(all()).hasSize(1);
    }
  }
}
