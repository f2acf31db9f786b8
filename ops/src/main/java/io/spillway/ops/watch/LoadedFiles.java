package io.spillway.ops.watch;

import io.spillway.facility.watch.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process runs with its configuration as the files say it now. A file that is newer than
 * the process was changed since it was read; while it holds what it held before, it counts as
 * unchanged. Confined to one thread.
 */
final class LoadedFiles {
  /** How exactly processes tell when they began, and file systems when a file was written. */
  private static final Duration PRECISION = Duration.ofSeconds(2);

  private final List<Path> files;
  private final Duration reloadWithin;
  private byte @Nullable [] loaded;

  LoadedFiles(List<String> files, Duration reloadWithin) {
    this.files = files.stream().map(Path::of).toList();
    this.reloadWithin = reloadWithin;
  }

  /**
   * Looks at the files.
   *
   * @param started when the process began, which is when it read them
   */
  Outcome look(Instant started, Instant now) {
    if (files.isEmpty()) {
      return new Outcome(Outcome.Kind.NOT_TOLD, "no file is watched");
    }
    try {
      List<Path> all = all();
      Instant changed = Instant.EPOCH;
      Path newest = all.getFirst();
      for (Path file : all) {
        Instant time = Files.getLastModifiedTime(file).toInstant();
        if (time.isAfter(changed)) {
          changed = time;
          newest = file;
        }
      }
      byte[] content = digest(all);
      if (!changed.isAfter(started.plus(PRECISION))) {
        loaded = content;
        return new Outcome(Outcome.Kind.SUCCESS, "its configuration is loaded");
      }
      boolean isSame = loaded != null && Arrays.equals(loaded, content);
      if (isSame || now.isBefore(changed.plus(reloadWithin))) {
        return new Outcome(Outcome.Kind.SUCCESS, "its configuration is loaded");
      }
      return new Outcome(Outcome.Kind.FAILURE, newest + " has changed since the process read it");
    } catch (IOException | NoSuchAlgorithmException e) {
      return new Outcome(Outcome.Kind.FAILURE, "its configuration cannot be read: " + e);
    }
  }

  /** The files, of directories those that HAProxy reads: {@code *.cfg}, not hidden, sorted. */
  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isDirectory(file)) {
        all.add(file);
        continue;
      }
      all.add(file); // Its own time tells of files that are gone.
      try (Stream<Path> found = Files.list(file)) {
        found
            .filter(one -> one.getFileName().toString().matches("[^.].*\\.cfg"))
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(all::add);
      }
    }
    return all;
  }

  private static byte[] digest(List<Path> all) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path file : all) {
      digest.update(file.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      if (Files.isRegularFile(file)) {
        digest.update(Files.readAllBytes(file));
      }
    }
    return digest.digest();
  }
}
