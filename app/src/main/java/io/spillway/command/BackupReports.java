package io.spillway.command;

import io.spillway.ops.backup.BackupArchive;
import io.spillway.ops.backup.BackupException;
import io.spillway.ops.backup.BackupId;
import io.spillway.ops.backup.BackupStore.Stored;
import io.spillway.ops.backup.Manifest;
import io.spillway.ops.backup.Restoration;
import io.spillway.ops.backup.TextDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code spillway backup} shows. Stateless. */
final class BackupReports {
  private static final byte[] NOTHING = {};

  private BackupReports() {}

  static int list(Console console, BackupPlace place) throws BackupException {
    StringBuilder out = new StringBuilder();
    for (Stored stored : place.list()) {
      out.append("%-34s %s %10d bytes%n".formatted(stored.id(), stored.id().time(), stored.size()));
    }
    console.out(out.toString());
    return 0;
  }

  static int show(Console console, BackupPlace place, List<String> words) throws BackupException {
    BackupId id = place.find(first(words));
    Manifest manifest = place.get(id).manifest();
    StringBuilder out = new StringBuilder();
    out.append("backup     ").append(id).append('\n');
    out.append("instance   ").append(manifest.instance()).append('\n');
    out.append("made       ").append(manifest.time()).append(", ").append(manifest.reason());
    out.append(", version ").append(manifest.version()).append('\n');
    out.append("runs       ");
    manifest.files().forEach(file -> out.append("-f ").append(file).append(' '));
    out.append("in ").append(manifest.directory()).append('\n');
    if (manifest.key() != null) {
      out.append("key        ").append(manifest.key()).append('\n');
    }
    for (Manifest.Entry entry : manifest.entries()) {
      out.append(
          "%s %-10s %-10s %9d %s%s%n"
              .formatted(
                  entry.mode(),
                  entry.owner(),
                  entry.group(),
                  entry.size(),
                  entry.path(),
                  entry.encrypted() ? " (encrypted)" : ""));
    }
    for (Manifest.LeftOut left : manifest.leftOut()) {
      out.append("left out   ").append(left.path()).append(": ").append(left.reason()).append('\n');
    }
    console.out(out.toString());
    return 0;
  }

  private static @Nullable String first(List<String> words) {
    return words.isEmpty() ? null : words.getFirst();
  }

  static int verify(Console console, BackupPlace place, List<String> words) throws BackupException {
    List<BackupId> wanted =
        words.isEmpty()
            ? place.list().stream().map(Stored::id).toList()
            : List.of(place.find(words.getFirst()));
    int damaged = 0;
    for (BackupId id : wanted) {
      try {
        BackupArchive archive = place.get(id);
        if (place.key() != null) {
          Restoration.of(archive, place.key());
        }
        int files = archive.manifest().entries().size();
        console.out(id + ": whole, " + files + " files\n");
      } catch (BackupException e) {
        damaged++;
        console.error("spillway: " + e.reason() + ".\n");
      }
    }
    return damaged == 0 ? 0 : 1;
  }

  static int differences(Console console, BackupPlace place, List<String> words)
      throws BackupException {
    Restoration before = open(place, place.find(first(words)));
    StringBuilder out = new StringBuilder();
    if (words.size() == 2) {
      Restoration after = open(place, place.find(words.get(1)));
      TreeSet<Path> paths = new TreeSet<>(before.files().keySet());
      paths.addAll(after.files().keySet());
      for (Path path : paths) {
        tell(path, before.files().get(path), after.files().get(path), secret(before, path), out);
      }
    } else {
      for (Map.Entry<Path, Restoration.Change> change : before.changes().entrySet()) {
        Path path = change.getKey();
        byte[] now = change.getValue() == Restoration.Change.NEW ? null : read(path);
        tell(path, before.files().get(path), now, secret(before, path), out);
      }
    }
    console.out(out.isEmpty() ? "Nothing has changed.\n" : out.toString());
    return 0;
  }

  private static Restoration open(BackupPlace place, BackupId id) throws BackupException {
    return Restoration.of(place.get(id), place.key());
  }

  private static boolean secret(Restoration backup, Path path) {
    return backup.manifest().entries().stream()
        .anyMatch(entry -> entry.encrypted() && entry.path().equals(path.toString()));
  }

  private static byte[] read(Path path) throws BackupException {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new BackupException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static void tell(
      Path path,
      byte @Nullable [] before,
      byte @Nullable [] after,
      boolean secret,
      StringBuilder out) {
    if (Arrays.equals(before, after)) {
      return;
    }
    out.append(before == null ? "added    " : after == null ? "removed  " : "changed  ");
    out.append(path).append('\n');
    if (secret) {
      out.append("  (a secret, not shown)\n");
      return;
    }
    byte[] old = before == null ? NOTHING : before;
    for (String line : TextDifference.of(old, after == null ? NOTHING : after)) {
      out.append(line).append('\n');
    }
  }
}
