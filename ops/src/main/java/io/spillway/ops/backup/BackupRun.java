package io.spillway.ops.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes backups of one instance. Thread-safe; one at a time. */
public final class BackupRun {
  /** What became of a backup. */
  public sealed interface Outcome {
    /** The backup that holds the configuration as it is. */
    BackupId id();

    /** Files that the configuration names and the backup lacks. */
    List<Manifest.LeftOut> leftOut();

    /**
     * A new one was made, and read back.
     *
     * @param files how many it has
     * @param size the archive's bytes
     * @param removed older ones that were removed
     * @param complaint why an older one could not be removed, or empty
     */
    record Made(
        BackupId id,
        int files,
        int size,
        List<BackupId> removed,
        List<Manifest.LeftOut> leftOut,
        String complaint)
        implements Outcome {}

    /** The last one has it all. */
    record Unchanged(BackupId id, List<Manifest.LeftOut> leftOut) implements Outcome {}
  }

  /** Backups may follow each other within the second that names them. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final BackupDefinition definition;
  private final BackupSource source;
  private final InstantSource clock;

  /** Backups of {@code source} as {@code definition} says. */
  public BackupRun(BackupDefinition definition, BackupSource source, InstantSource clock) {
    this.definition = definition;
    this.source = source;
    this.clock = clock;
  }

  /**
   * Makes one unless nothing has changed since the last.
   *
   * @param reason for the manifest
   * @throws BackupException where that fails; what was there before is there still
   */
  public synchronized Outcome run(String reason) throws BackupException {
    BackupArchive archive = pack(reason);
    try (BackupStore store = BackupStore.open(definition.target())) {
      return keep(archive, store);
    }
  }

  /** The archive as it would be kept. */
  public BackupArchive pack(String reason) throws BackupException {
    FileCollector files = new FileCollector(definition.key());
    files.collect(source.named(), definition.includes());
    BackupKey key = definition.key();
    Manifest unmarked =
        new Manifest(
            Manifest.FORMAT,
            source.version(),
            definition.instance(),
            reason,
            now().toString(),
            "",
            key == null ? null : key.id(),
            source.directory().toString(),
            source.files().stream().map(this::absolute).toList(),
            files.directories(),
            files.entries(),
            files.leftOut());
    return new BackupArchive(marked(unmarked), files.contents());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private String absolute(String file) {
    return source.directory().resolve(Path.of(file)).normalize().toString();
  }

  private static Manifest marked(Manifest manifest) {
    return new Manifest(
        manifest.format(),
        manifest.version(),
        manifest.instance(),
        manifest.reason(),
        manifest.time(),
        Fingerprint.of(manifest),
        manifest.key(),
        manifest.directory(),
        manifest.files(),
        manifest.directories(),
        manifest.entries(),
        manifest.leftOut());
  }

  /** When a backup made at {@code made} counts as made, so that it is the last one. */
  private static Instant after(BackupId last, Instant made) throws BackupException {
    if (made.isAfter(last.time())) {
      return made;
    }
    if (Duration.between(made, last.time()).compareTo(TOLERANCE) > 0) {
      throw new BackupException(
          "the clock of this machine says "
              + made
              + ", which is not after the last backup ("
              + last
              + "); set it, or remove that backup");
    }
    return last.time().plusSeconds(1);
  }

  private Outcome keep(BackupArchive archive, BackupStore store) throws BackupException {
    Manifest manifest = archive.manifest();
    String fingerprint = manifest.fingerprint().substring(0, BackupId.DIGITS);
    List<BackupId> known = new ArrayList<>();
    store.list(definition.instance()).forEach(stored -> known.add(stored.id()));
    if (!known.isEmpty() && known.getLast().fingerprint().equals(fingerprint)) {
      return new Outcome.Unchanged(known.getLast(), manifest.leftOut());
    }
    Instant made = Instant.parse(manifest.time());
    BackupId id = new BackupId(known.isEmpty() ? made : after(known.getLast(), made), fingerprint);
    byte[] bytes = archive.toBytes();
    store.put(definition.instance(), id, bytes);
    if (!Arrays.equals(bytes, store.get(definition.instance(), id))) {
      store.delete(definition.instance(), id);
      throw new BackupException(
          definition.target().text()
              + " does not give back what was stored there; the backup was removed");
    }
    known.add(id);
    List<BackupId> removed = new ArrayList<>();
    String complaint = "";
    for (BackupId old : definition.keep().superfluous(known, zone())) {
      try {
        store.delete(definition.instance(), old);
        removed.add(old);
      } catch (BackupException e) {
        complaint = e.reason();
        break;
      }
    }
    return new Outcome.Made(
        id, manifest.entries().size(), bytes.length, removed, manifest.leftOut(), complaint);
  }

  private ZoneId zone() {
    BackupSchedule schedule = definition.schedule();
    return schedule == null ? ZoneId.systemDefault() : schedule.zone();
  }
}
