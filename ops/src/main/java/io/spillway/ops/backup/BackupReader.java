package io.spillway.ops.backup;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@code config-backup} section. Confined to the reading thread. */
final class BackupReader {
  static final KeywordTable<BackupReader> TABLE = table();

  private static final int MOST_KEPT = 3650;

  private @Nullable BackupTarget target;
  private String instance;
  private @Nullable String expression;
  private boolean never;
  private ZoneId zone = ZoneId.systemDefault();
  private boolean onStart;
  private Retention keep = Retention.DEFAULT;
  private @Nullable BackupKey key;
  private final List<Path> includes = new ArrayList<>();

  private BackupReader(String instance) {
    this.instance = instance;
  }

  private static KeywordTable<BackupReader> table() {
    KeywordTable<BackupReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'config-backup' section");
    table.add(Keyword.works("to", BackupReader::to));
    table.add(Keyword.works("instance", BackupReader::instance));
    table.add(Keyword.works("schedule", BackupReader::schedule));
    table.add(Keyword.works("on-start", BackupReader::onStart));
    table.add(Keyword.works("keep", BackupReader::keep));
    table.add(Keyword.works("key-file", BackupReader::keyFile));
    table.add(Keyword.works("include", BackupReader::include));
    return table;
  }

  static @Nullable BackupDefinition read(
      Section section, String instance, Diagnostics diagnostics) {
    BackupReader reader = new BackupReader(instance);
    KeywordTable.guarded(
        diagnostics,
        () ->
            new Arguments(
                    new Directive(section.header()),
                    1,
                    section.kind(),
                    Arguments.Polarity.SET,
                    diagnostics)
                .end());
    section.directives().forEach(directive -> TABLE.read(reader, directive, diagnostics));
    BackupTarget target = reader.target;
    if (target == null) {
      if (!diagnostics.failed()) {
        diagnostics.alert(
            section.position(),
            "'config-backup' does not say where backups go (expected: 'to s3://<bucket>/<prefix>'"
                + " or 'to <directory>').");
      }
      return null;
    }
    if (reader.key == null) {
      diagnostics.warning(
          section.position(),
          "'config-backup' has no 'key-file': private keys and other secrets are left out of"
              + " backups.");
    }
    return new BackupDefinition(
        target,
        reader.instance,
        reader.schedule(),
        reader.onStart,
        reader.keep,
        reader.key,
        reader.includes,
        section.position());
  }

  private @Nullable BackupSchedule schedule() {
    if (never) {
      return null;
    }
    return expression == null
        ? BackupSchedule.nightly(instance, zone)
        : new BackupSchedule(expression, zone);
  }

  private void to(Arguments arguments) {
    if (target != null) {
      throw arguments.error("'to' was given before (expected: one place).");
    }
    target = TargetWords.read(arguments);
  }

  private void instance(Arguments arguments) {
    Word word = arguments.word("a name");
    arguments.end();
    if (!isInstance(word.text())) {
      throw arguments.error(
          word,
          "'instance': '"
              + word
              + "' is no name (expected: at most 64 letters, digits, '-', '_' and '.').");
    }
    instance = word.text();
  }

  /** Whether {@code name} can name an instance. */
  static boolean isInstance(String name) {
    return name.length() <= 64 && name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  }

  private void schedule(Arguments arguments) {
    if (arguments.accept("never")) {
      never = true;
      arguments.end();
      return;
    }
    if (!arguments.peek().equals("timezone")) {
      Word word = arguments.word("a cron expression in quotes, or 'never'");
      try {
        expression = new BackupSchedule(word.text(), zone).expression();
      } catch (IllegalArgumentException e) {
        throw arguments.error(
            word,
            "'schedule': '"
                + word
                + "' is no cron expression (expected: \"<minute> <hour> <day> <month> <weekday>\"): "
                + e.getMessage()
                + ".");
      }
    }
    if (arguments.accept("timezone")) {
      Word word = arguments.word("a timezone, as Europe/Berlin or UTC");
      try {
        zone = ZoneId.of(word.text());
      } catch (DateTimeException e) {
        throw arguments.error(
            word, "'schedule': there is no timezone '" + word + "' (expected: as Europe/Berlin).");
      }
    }
    arguments.end();
  }

  private void onStart(Arguments arguments) {
    arguments.end();
    onStart = true;
  }

  private void keep(Arguments arguments) {
    int daily = keep.daily();
    int weekly = keep.weekly();
    int monthly = keep.monthly();
    do {
      Word word = arguments.word("'daily', 'weekly' or 'monthly'");
      switch (word.text()) {
        case "daily" -> daily = arguments.integer("a number of days", 1, MOST_KEPT);
        case "weekly" -> weekly = arguments.integer("a number of weeks", 0, MOST_KEPT);
        case "monthly" -> monthly = arguments.integer("a number of months", 0, MOST_KEPT);
        default ->
            throw arguments.error(
                word,
                "'keep' only supports 'daily', 'weekly' and 'monthly', each with a number (got '"
                    + word
                    + "').");
      }
    } while (arguments.hasNext());
    keep = new Retention(daily, weekly, monthly);
  }

  private void keyFile(Arguments arguments) {
    Word word = arguments.word("a file");
    arguments.end();
    try {
      // Not among the files that are backed up: a key that lies beside its lock is none.
      key = BackupKey.read(Path.of(word.unicode()));
    } catch (BackupException e) {
      throw arguments.error(word, "'key-file': " + e.reason() + ".");
    }
  }

  private void include(Arguments arguments) {
    do {
      Word word = arguments.word("a file");
      Path path = Path.of(word.unicode());
      if (!path.isAbsolute()) {
        throw arguments.error(word, "'include': '" + word + "' is not absolute (expected: /...).");
      }
      includes.add(path.normalize());
    } while (arguments.hasNext());
  }
}
