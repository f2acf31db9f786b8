package io.spillway.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import io.spillway.ops.backup.S3Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A configuration with a map, an error file and a certificate, whose backups go to a store. */
public final class BackedUpSite {
  private final S3Store store;
  private final Path etc;
  private final Path keyFile;
  private final int port = FreePorts.inARow(2);

  /** Writes one below {@code directory}. */
  public BackedUpSite(Path directory, S3Store store) throws Exception {
    this.store = store;
    this.etc = Files.createDirectory(directory.resolve("etc"));
    this.keyFile = directory.resolve("backup.key");
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

  /** Where the configuration is. */
  public Path etc() {
    return etc;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Sets when backups are made. */
  public void schedule(String schedule) throws IOException {
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

  /** The arguments of a backup command on a machine that has no section. */
  public String[] from(String... arguments) {
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

  /** All files of the configuration. */
  public Map<Path, String> disk() throws IOException {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(etc)) {
      for (Path file : all.toList()) {
        found.put(file, Files.readString(file));
      }
    }
    return found;
  }
}
