package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.ops.backup.BackupTarget.Bucket;
import io.spillway.ops.backup.BackupTarget.StoreEncryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupReaderTest {
  @TempDir private Path directory;
  private final Diagnostics diagnostics = new Diagnostics();

  private @Nullable BackupDefinition read(String lines) {
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            BackupSections.KINDS);
    return BackupSections.read(
        reader.readText("test.cfg", "config-backup\n" + lines, diagnostics), "lb1", diagnostics);
  }

  private String complaint() {
    return diagnostics.all().isEmpty() ? "" : diagnostics.all().getFirst().message();
  }

  @Test
  void aBucketAloneIsEnoughAndIsInUsEast1WithABackupEachNight() {
    BackupDefinition read = Objects.requireNonNull(read("  to s3://lb-backups/edge/\n"));

    assertThat(read.target())
        .isEqualTo(
            new Bucket(
                "lb-backups",
                "edge",
                "us-east-1",
                null,
                false,
                null,
                new StoreEncryption.OfBucket(),
                null,
                Duration.ofSeconds(30)));
    assertThat(read.instance()).isEqualTo("lb1");
    assertThat(read.keep()).isEqualTo(new Retention(14, 8, 12));
    assertThat(Objects.requireNonNull(read.schedule()).expression())
        .matches("[1-5]?[0-9] [1-4] \\* \\* \\*");
    assertThat(complaint()).contains("private keys and other secrets are left out");
  }

  @Test
  void everythingCanBeSaid() throws IOException {
    Path key = directory.resolve("key");
    Files.writeString(key, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n");
    BackupDefinition read =
        Objects.requireNonNull(
            read(
                """
                  to s3://lb-backups region eu-west-1 endpoint https://store.example:9000 path-style \
                storage-class STANDARD_IA sse kms alias/backups profile ops timeout 5s
                  instance edge-1
                  schedule "17 2 * * 1-5" timezone Europe/Berlin
                  on-start
                  keep daily 7 weekly 0 monthly 3
                  key-file %s
                  include /etc/default/spillway /etc/keepalived/keepalived.conf
                """
                    .formatted(key)));

    assertThat(diagnostics.all()).isEmpty();
    Bucket bucket = (Bucket) read.target();
    assertThat(bucket.region()).isEqualTo("eu-west-1");
    assertThat(bucket.pathStyle()).isTrue();
    assertThat(bucket.storageClass()).isEqualTo("STANDARD_IA");
    assertThat(bucket.encryption()).isEqualTo(new StoreEncryption.Kms("alias/backups"));
    assertThat(bucket.profile()).isEqualTo("ops");
    assertThat(bucket.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read.instance()).isEqualTo("edge-1");
    assertThat(read.schedule())
        .isEqualTo(new BackupSchedule("17 2 * * 1-5", ZoneId.of("Europe/Berlin")));
    assertThat(read.onStart()).isTrue();
    assertThat(read.keep()).isEqualTo(new Retention(7, 0, 3));
    assertThat(read.key()).isNotNull();
    assertThat(read.includes()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "to lb-backups|is no place for backups",
        "to s3://Bucket|is no bucket's name",
        "to s3://bucket/a b|unknown word 'b'",
        "to s3://bucket endpoint http://store.example|credentials are not sent without TLS",
        "to s3://bucket sse aes|'sse' only supports 's3' and 'kms'",
        "to s3://bucket timeout 10ms|too short (expected: 1s or more)",
        "to /a b|cannot handle unexpected argument 'b'",
        "schedule '99 * * * *'|is no cron expression",
        "schedule nightly|is no cron expression",
        "schedule timezone Mars/Olympus|there is no timezone 'Mars/Olympus'",
        "keep daily 0|out of range (expected: 1 to 3650)",
        "keep yearly 1|only supports 'daily', 'weekly' and 'monthly'",
        "key-file /nowhere/key|unable to read '/nowhere/key' (No such file or directory)",
        "include etc/passwd|is not absolute",
        "instance ../lb2|is no name",
        "on-start daily|cannot handle unexpected argument 'daily'",
        "kep daily 3|unknown keyword 'kep' in 'config-backup' section; did you mean 'keep'",
        "instance lb2|does not say where backups go",
      })
  void whatIsWrongIsToldWithWhatWasExpected(String line, String expected) {
    assertThat(read("  " + line + "\n")).isNull();
    assertThat(complaint()).contains(expected);
  }

  @Test
  void aKeyMustHave32Bytes() throws IOException {
    Path key = directory.resolve("key");
    Files.writeString(key, "c2hvcnQ=\n");

    read("  to /var/backups\n  key-file " + key + "\n");

    assertThat(complaint()).contains("it holds 5 bytes").contains("openssl rand -base64 32");
  }

  @Test
  void thereIsOneSection() {
    read("  to /var/backups\n  schedule never\nconfig-backup\n  to /var/other\n");

    assertThat(diagnostics.all())
        .anyMatch(d -> d.message().contains("a second 'config-backup' section"));
  }
}
