package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy as a process: a store that speaks S3's protocol, checks signatures, and forgets. */
public final class S3Store implements AutoCloseable {
  /** The only access key that it knows. */
  public static final String ACCESS_KEY = "AKIATEST";

  /** Its secret. */
  public static final String SECRET_KEY = "secret-of-the-tests";

  /** The bucket of the tests. */
  public static final String BUCKET = "lb-backups";

  private static final Pattern STARTED = Pattern.compile("127\\.0\\.0\\.1:(\\d+)\\}");

  private final Process process;
  private final Path output;
  private final int port;

  private S3Store(Process process, Path output) {
    this.process = process;
    this.output = output;
    this.port = awaitPort();
  }

  /** Starts one on a free port, which keeps its properties and its output in {@code directory}. */
  public static S3Store start(Path directory) throws IOException {
    S3Store store = start(directory, 0, Map.of());
    store.createBucket();
    return store;
  }

  /** Makes the {@link #BUCKET}. */
  public void createBucket() {
    try (S3Client client = client()) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
  }

  /** Starts one without buckets on {@code port}, 0 for a free one, with more properties. */
  public static S3Store start(Path directory, int port, Map<String, String> more)
      throws IOException {
    Path jar =
        Path.of("..", "ops", "target", "s3proxy", "s3proxy.jar").toAbsolutePath().normalize();
    assertThat(jar).as("the build brings S3Proxy here").exists();
    StringBuilder text =
        new StringBuilder(
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=transient
            jclouds.identity=any
            jclouds.credential=any
            """
                .formatted(port, ACCESS_KEY, SECRET_KEY));
    more.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Path properties = Files.createTempFile(directory, "s3proxy", ".conf");
    Files.writeString(properties, text.toString());
    Path output = Files.createTempFile(directory, "s3proxy", ".log");
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new S3Store(process, output);
  }

  private int awaitPort() {
    while (true) {
      String said = said();
      Matcher matcher = STARTED.matcher(said);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      assertThat(process.isAlive()).as("S3Proxy runs: %s", said).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private String said() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Its address. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A client that it trusts. */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  /** The keys of all objects in the bucket. */
  public List<String> keys() {
    try (S3Client client = client()) {
      return client.listObjectsV2(request -> request.bucket(BUCKET)).contents().stream()
          .map(object -> object.key())
          .toList();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
