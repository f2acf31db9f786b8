package io.spillway.ops.backup;

import io.spillway.config.NamedFiles.Content;
import io.spillway.config.SourcePosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A small configuration on the disk, with a secret. */
final class Sample {
  static final BackupKey KEY = key("0123456789abcdef0123456789abcdef");

  final Path etc;
  final Map<Path, Content> named = new TreeMap<>();

  Sample(Path directory) throws IOException {
    this.etc = Files.createDirectories(directory.resolve("etc"));
    write("haproxy.cfg", "frontend f\n", Content.PLAIN);
    write("hosts.map", "a b\n", Content.PLAIN);
    write(
        "site.pem",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
        Content.PLAIN);
    write("shared", "a password of the cluster\n", Content.SECRET);
  }

  static BackupKey key(String secret) {
    return BackupKey.of(Base64.getEncoder().encode(secret.getBytes(StandardCharsets.ISO_8859_1)));
  }

  Path write(String name, String text, Content content) throws IOException {
    Path file = etc.resolve(name);
    Files.writeString(file, text);
    named.put(file, content);
    return file;
  }

  BackupSource source() {
    return new BackupSource("1.0", List.of(etc.resolve("haproxy.cfg").toString()), etc, named);
  }

  static BackupDefinition definition(BackupTarget target, @Nullable BackupKey key) {
    return new BackupDefinition(
        target,
        "lb1",
        null,
        false,
        new Retention(2, 0, 0),
        key,
        List.of(),
        new SourcePosition("test", 1, 1));
  }

  static BackupTarget.Bucket bucket(S3Store store, String name) {
    return new BackupTarget.Bucket(
        name,
        "edge",
        "us-east-1",
        store.endpoint(),
        true,
        null,
        new BackupTarget.StoreEncryption.OfBucket(),
        null,
        Duration.ofSeconds(30));
  }
}
