package io.spillway.command;

import io.spillway.ops.backup.BackupException;
import io.spillway.ops.backup.BackupId;
import io.spillway.ops.backup.Restoration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code spillway backup restore}. Confined to the main thread. */
final class RestoreAction {
  private static final String KEPT = "/var/lib/spillway/replaced";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

  private final Program program;
  private final BackupPlace place;
  private final BackupArguments arguments;

  RestoreAction(Program program, BackupPlace place, BackupArguments arguments) {
    this.program = program;
    this.place = place;
    this.arguments = arguments;
  }

  int run() throws BackupException {
    BackupId id = place.find(arguments.value("--at"));
    Restoration restoration = Restoration.of(place.get(id), place.key());
    restoration
        .manifest()
        .leftOut()
        .forEach(
            left ->
                program
                    .console()
                    .error(
                        "spillway: "
                            + id
                            + " lacks "
                            + left.path()
                            + " ("
                            + left.reason()
                            + ").\n"));
    String to = arguments.value("--to");
    return to == null
        ? inPlace(id, restoration)
        : below(Path.of(to).toAbsolutePath(), id, restoration);
  }

  private int below(Path directory, BackupId id, Restoration restoration) throws BackupException {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> entries = Files.list(directory)) {
        if (entries.findAny().isPresent()) {
          throw new BackupException(directory + " is not empty (expected: a new directory)");
        }
      }
    } catch (IOException e) {
      throw new BackupException("cannot use " + directory + ": " + e.getMessage(), e);
    }
    restoration.writeTo(directory);
    program.console().out(id + " was written below " + directory + ".\n");
    return isRight(restoration, directory) ? 0 : 1;
  }

  private int inPlace(BackupId id, Restoration restoration) throws BackupException {
    if (!arguments.has("--apply")) {
      tell(restoration.changes(), "would be ");
      program.console().out("Nothing was changed (expected: --apply to do it).\n");
      return 0;
    }
    check(id, restoration);
    Path kept =
        Path.of(Objects.requireNonNullElse(arguments.value("--keep"), KEPT))
            .toAbsolutePath()
            .resolve(
                TIME.format(LocalDateTime.now(ZoneOffset.UTC))
                    + "-"
                    + ProcessHandle.current().pid());
    Map<Path, Restoration.Change> changes = restoration.apply(kept);
    tell(changes, "was ");
    program
        .console()
        .out(
            id
                + " is in place."
                + (Files.exists(kept) ? " What was replaced is in " + kept + "." : "")
                + "\nIt runs with: "
                + program.path()
                + runs(restoration)
                + "\n");
    return 0;
  }

  private static String runs(Restoration restoration) {
    StringBuilder out = new StringBuilder();
    restoration.manifest().files().forEach(file -> out.append(" -f ").append(file));
    return out.toString();
  }

  /** Reads the configuration as it would be, as {@code -c} does. */
  private void check(BackupId id, Restoration restoration) throws BackupException {
    Path staged;
    try {
      staged = Files.createTempDirectory("spillway-restore");
    } catch (IOException e) {
      throw new BackupException(
          "cannot check the configuration before it is restored: " + e.getMessage(), e);
    }
    try {
      restoration.writeTo(staged);
      if (!isRight(restoration, staged) && !arguments.has("--force")) {
        throw new BackupException(
            id
                + " was not restored, because its configuration would not start; nothing was changed"
                + " ('--force' restores it all the same)");
      }
    } finally {
      remove(staged);
    }
  }

  private boolean isRight(Restoration restoration, Path root) {
    Loading loading = Loading.ofFiles(program, restoration.manifest().files());
    boolean right = loading.load(restoration.viewOf(root)) != null;
    program.console().error(loading.report());
    return right;
  }

  private static void remove(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException _) {
      // A copy that only its owner can read is left in the directory for temporary files.
    }
  }

  private void tell(Map<Path, Restoration.Change> changes, String verb) {
    StringBuilder out = new StringBuilder();
    changes.forEach(
        (path, change) -> {
          if (change != Restoration.Change.SAME) {
            out.append(path)
                .append(' ')
                .append(verb)
                .append(
                    change == Restoration.Change.NEW
                        ? "added"
                        : change.name().toLowerCase(Locale.ROOT))
                .append('\n');
          }
        });
    if (out.isEmpty()) {
      out.append("All files are as they were backed up.\n");
    }
    program.console().out(out.toString());
  }
}
