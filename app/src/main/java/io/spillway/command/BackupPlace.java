package io.spillway.command;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.Word;
import io.spillway.config.report.SourceReport;
import io.spillway.ops.backup.BackupArchive;
import io.spillway.ops.backup.BackupDefinition;
import io.spillway.ops.backup.BackupException;
import io.spillway.ops.backup.BackupId;
import io.spillway.ops.backup.BackupKey;
import io.spillway.ops.backup.BackupSchedule;
import io.spillway.ops.backup.BackupSections;
import io.spillway.ops.backup.BackupStore;
import io.spillway.ops.backup.BackupStore.Stored;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The backups of one instance where the command line says they are. Confined to one thread. */
final class BackupPlace implements AutoCloseable {
  private final BackupDefinition definition;
  private final String instance;
  private final @Nullable BackupKey key;
  private final BackupStore store;

  private BackupPlace(
      BackupDefinition definition, String instance, @Nullable BackupKey key, BackupStore store) {
    this.definition = definition;
    this.instance = instance;
    this.key = key;
    this.store = store;
  }

  /**
   * Opens the place.
   *
   * @throws BackupException where the command line or its files do not say which
   */
  static BackupPlace open(Program program, BackupArguments arguments) throws BackupException {
    BackupDefinition definition =
        arguments.files().isEmpty()
            ? ofOptions(program, arguments)
            : ofFiles(program, arguments.files());
    String keyFile = arguments.value("--key-file");
    return new BackupPlace(
        definition,
        Objects.requireNonNullElse(arguments.value("--instance"), definition.instance()),
        keyFile == null ? definition.key() : BackupKey.read(Path.of(keyFile)),
        BackupStore.open(definition.target()));
  }

  private static BackupDefinition ofFiles(Program program, List<String> files)
      throws BackupException {
    Loading loading = Loading.ofFiles(program, files);
    BackupDefinition definition = loading.loadBackup();
    if (definition == null) {
      program.console().error(loading.report());
      throw new BackupException(
          String.join(", ", files) + ": no section 'config-backup' says where backups are");
    }
    return definition;
  }

  /** What the options say, written as a section: so it is checked as one. */
  private static BackupDefinition ofOptions(Program program, BackupArguments arguments)
      throws BackupException {
    StringBuilder line = new StringBuilder("config-backup\n to ");
    line.append(Word.quote(String.valueOf(arguments.value("--from"))));
    for (String option : List.of("--region", "--endpoint", "--profile")) {
      String value = arguments.value(option);
      if (value != null) {
        line.append(' ').append(option.substring(2)).append(' ').append(Word.quote(value));
      }
    }
    line.append(arguments.has("--path-style") ? " path-style\n" : "\n");
    Diagnostics diagnostics = new Diagnostics();
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            program.version().facts(CommandLine.ofFiles(List.of())),
            BackupSections.KINDS);
    BackupDefinition definition =
        BackupSections.read(
            reader.readText("--from", Word.encode(line.toString()), diagnostics),
            Loading.hostName(),
            diagnostics);
    if (definition == null || diagnostics.failed()) {
      program.console().error(new SourceReport(reader::lineAt, false).text(diagnostics));
      throw new BackupException("'--from' does not say where backups are");
    }
    return definition;
  }

  BackupDefinition definition() {
    return definition;
  }

  String instance() {
    return instance;
  }

  @Nullable BackupKey key() {
    return key;
  }

  /** In the order of time. */
  List<Stored> list() throws BackupException {
    List<Stored> all = store.list(instance);
    if (all.isEmpty()) {
      List<String> others = store.instances();
      throw new BackupException(
          "there is no backup of '"
              + instance
              + "' in "
              + definition.target().text()
              + (others.isEmpty()
                  ? ", nor of anybody else"
                  : " (expected: '--instance' with one of " + String.join(", ", others) + ")"));
    }
    return all;
  }

  /** The backup that {@code text} means; the newest for null. */
  BackupId find(@Nullable String text) throws BackupException {
    List<BackupId> all = list().stream().map(Stored::id).toList();
    if (text == null) {
      return all.getLast();
    }
    BackupId wanted = BackupId.parse(text);
    if (wanted != null) {
      if (all.contains(wanted)) {
        return wanted;
      }
      throw new BackupException(
          "there is no backup " + text + "; 'spillway backup list' shows all");
    }
    Instant end = endOf(text);
    return all.reversed().stream()
        .filter(id -> id.time().isBefore(end))
        .findFirst()
        .orElseThrow(
            () ->
                new BackupException(
                    "there is no backup of "
                        + text
                        + " or before; the oldest is "
                        + all.getFirst()));
  }

  private Instant endOf(String day) throws BackupException {
    BackupSchedule schedule = definition.schedule();
    ZoneId zone = schedule == null ? ZoneId.systemDefault() : schedule.zone();
    try {
      return LocalDate.parse(day).plusDays(1).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new BackupException(
          "'" + day + "' is no backup (expected: an id that 'list' shows, or a day as 2026-01-31)");
    }
  }

  /** The archive, checked. */
  BackupArchive get(BackupId id) throws BackupException {
    try {
      return BackupArchive.read(store.get(instance, id));
    } catch (BackupException e) {
      throw new BackupException(id + ": " + e.reason(), e);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
