package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.config.NamedFiles.Content;
import io.spillway.ops.backup.BackupRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Against S3Proxy, which checks the signature of each request. */
class BucketStoreTest {
  private static S3Store store;

  @TempDir private Path directory;
  private Sample sample;
  private Instant now = Instant.parse("2026-01-31T02:17:00Z");

  @BeforeAll
  static void startStore(@TempDir Path directory) throws Exception {
    store = S3Store.start(directory);
  }

  @AfterAll
  static void stopStore() {
    store.close();
  }

  @BeforeEach
  void trust() throws Exception {
    sample = new Sample(directory);
    credentials(S3Store.ACCESS_KEY, S3Store.SECRET_KEY);
    System.setProperty("aws.disableEc2Metadata", "true");
    try (S3Client client = store.client()) {
      for (String key : store.keys()) {
        client.deleteObject(request -> request.bucket(S3Store.BUCKET).key(key));
      }
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.clearProperty("aws.disableEc2Metadata");
  }

  private static void credentials(String access, String secret) {
    System.setProperty("aws.accessKeyId", access);
    System.setProperty("aws.secretAccessKey", secret);
  }

  private Outcome run(BackupTarget target) throws BackupException {
    return new BackupRun(Sample.definition(target, Sample.KEY), sample.source(), () -> now)
        .run("schedule");
  }

  private Outcome run() throws BackupException {
    return run(Sample.bucket(store, S3Store.BUCKET));
  }

  private BackupStore open() throws BackupException {
    return BackupStore.open(Sample.bucket(store, S3Store.BUCKET));
  }

  @Test
  void aBackupIsKeptUnderPrefixInstanceAndTimeAndComesBack() throws Exception {
    BackupId id = run().id();

    assertThat(store.keys()).containsExactly("edge/lb1/" + id + ".zip");
    assertThat(id.toString()).startsWith("20260131T021700Z-");
    try (BackupStore opened = open()) {
      assertThat(opened.instances()).containsExactly("lb1");
      assertThat(opened.list("lb1")).extracting(BackupStore.Stored::id).containsExactly(id);
      Restoration restored = Restoration.of(BackupArchive.read(opened.get("lb1", id)), Sample.KEY);
      assertThat(restored.files())
          .allSatisfy((path, content) -> assertThat(path).hasBinaryContent(content));
    }
  }

  @Test
  void nothingIsSentWhereNothingHasChangedAndOldOnesAreRemoved() throws Exception {
    BackupId first = run().id();
    assertThat(run()).isInstanceOf(Outcome.Unchanged.class);
    for (int day = 1; day < 4; day++) {
      now = now.plusSeconds(86_400);
      sample.write("hosts.map", "day " + day + "\n", Content.PLAIN);
      run();
    }

    assertThat(store.keys()).hasSize(2).noneMatch(key -> key.contains(first.toString()));
  }

  @Test
  void whatLiesBesideBackupsIsLeftAlone() throws Exception {
    try (S3Client client = store.client()) {
      client.putObject(
          request -> request.bucket(S3Store.BUCKET).key("edge/lb1/notes.txt"),
          RequestBody.fromString("mine"));
    }
    run();

    assertThat(store.keys()).contains("edge/lb1/notes.txt");
  }

  @Test
  void wrongCredentialsAreToldApartAndTheNextTrySucceeds() throws Exception {
    credentials(S3Store.ACCESS_KEY, "wrong");
    assertThatThrownBy(this::run)
        .hasMessageContaining("the secret key does not belong to the access key");
    credentials("AKIAOTHER", S3Store.SECRET_KEY);
    assertThatThrownBy(this::run)
        .hasMessageContaining("the store does not know the access key")
        .hasMessageContaining("s3://lb-backups/edge at http://127.0.0.1:");

    credentials(S3Store.ACCESS_KEY, S3Store.SECRET_KEY);
    assertThat(run()).isInstanceOf(Outcome.Made.class);
  }

  @Test
  void missingCredentialsAreToldWithWhereTheyWereLookedFor() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");

    assertThatThrownBy(this::run)
        .hasMessageContaining("no credentials for AWS were found")
        .hasMessageContaining("~/.aws/credentials");
  }

  @Test
  void aBucketThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> run(Sample.bucket(store, "no-such-bucket")))
        .hasMessageContaining("the bucket 'no-such-bucket' does not exist (region us-east-1)");
  }

  @Test
  void aStoreThatIsDownIsToldAndTheNextTrySucceeds() throws Exception {
    int port;
    BackupTarget target;
    try (S3Store other = S3Store.start(directory)) {
      port = other.port();
      target = Sample.bucket(other, S3Store.BUCKET);
    }
    assertThatThrownBy(() -> run(target)).hasMessageContaining("cannot connect");

    try (S3Store again = S3Store.start(directory, port, Map.of())) {
      again.createBucket();
      BackupId id = run(target).id();
      assertThat(again.keys()).containsExactly("edge/lb1/" + id + ".zip");
    }
  }

  @Test
  void aClockThatTheStoreDoesNotTakeIsTold() throws Exception {
    // No clock can be within less than no time of the store's.
    try (S3Store strict =
        S3Store.start(directory, 0, Map.of("s3proxy.maximum-timeskew", "-3600"))) {
      assertThatThrownBy(() -> run(Sample.bucket(strict, S3Store.BUCKET)))
          .hasMessageContaining("the clock of this machine is wrong")
          .hasMessageContaining("s ahead of the store's")
          .hasMessageContaining("timedatectl");
    }
  }

  @Test
  void aDamagedArchiveIsNoticedAndTheOthersStay() throws Exception {
    BackupId good = run().id();
    now = now.plusSeconds(86_400);
    sample.write("hosts.map", "new\n", Content.PLAIN);
    BackupId damaged = run().id();
    try (S3Client client = store.client();
        BackupStore opened = open()) {
      byte[] bytes = opened.get("lb1", damaged);
      Arrays.fill(bytes, 100, 200, (byte) 0);
      client.putObject(
          request -> request.bucket(S3Store.BUCKET).key("edge/lb1/" + damaged + ".zip"),
          RequestBody.fromBytes(bytes));

      assertThatThrownBy(() -> BackupArchive.read(opened.get("lb1", damaged)))
          .hasMessageContaining("it is damaged");
      assertThat(BackupArchive.read(opened.get("lb1", good)).manifest().entries()).hasSize(4);
    }
  }

  @Test
  void s3cmdReadsWhatWasWritten() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/s3cmd")), "the package s3cmd is missing");
    BackupId id = run().id();
    Path got = directory.resolve("got.zip");

    command(
        List.of(
            "s3cmd",
            "--config=/dev/null",
            "--access_key=" + S3Store.ACCESS_KEY,
            "--secret_key=" + S3Store.SECRET_KEY,
            "--host=127.0.0.1:" + store.port(),
            "--host-bucket=127.0.0.1:" + store.port(),
            "--no-ssl",
            "get",
            "s3://" + S3Store.BUCKET + "/edge/lb1/" + id + ".zip",
            got.toString()));

    assertThat(BackupArchive.read(Files.readAllBytes(got)).manifest().instance()).isEqualTo("lb1");
  }

  @Test
  void rcloneReadsWhatWasWritten() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/rclone")), "the package rclone is missing");
    run();
    Path got = directory.resolve("got");

    command(
        List.of(
            "rclone",
            "--config=" + Files.createTempFile(directory, "rclone", ".conf"),
            "copy",
            ":s3,provider=Other,access_key_id=%s,secret_access_key=%s,endpoint='%s':%s/edge"
                .formatted(
                    S3Store.ACCESS_KEY, S3Store.SECRET_KEY, store.endpoint(), S3Store.BUCKET),
            got.toString()));

    try (var files = Files.list(got.resolve("lb1"))) {
      BackupArchive read = BackupArchive.read(Files.readAllBytes(files.findFirst().orElseThrow()));
      assertThat(read.manifest().entries()).hasSize(4);
    }
  }

  private void command(List<String> words) throws Exception {
    Path output = Files.createTempFile(directory, "command", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    Process process = builder.start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
  }
}
