package io.spillway.ops.backup;

import io.spillway.config.Diagnostics;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.Section;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code config-backup}. Stateless. */
public final class BackupSections {
  /** The kinds of sections that are read here. */
  public static final Set<String> KINDS = Set.of("config-backup");

  private BackupSections() {}

  /** Adds the keywords of the section to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    BackupReader.TABLE
        .keywords()
        .forEach(
            keyword ->
                catalog.add(
                    KeywordClass.OTHER_SECTION,
                    "config-backup " + keyword.name(),
                    KeywordState.WORKS,
                    ""));
  }

  /**
   * Reads the section among {@code sections} and leaves the others alone.
   *
   * @param instance what this machine's backups are called where the section does not say
   * @param diagnostics takes what is wrong
   * @return null where there is none, or something is wrong
   */
  public static @Nullable BackupDefinition read(
      List<Section> sections, String instance, Diagnostics diagnostics) {
    BackupDefinition first = null;
    boolean seen = false;
    for (Section section : sections) {
      if (!KINDS.contains(section.kind())) {
        continue;
      }
      if (seen) {
        diagnostics.alert(
            section.position(), "a second 'config-backup' section (expected: at most one).");
      } else {
        first = BackupReader.read(section, instance, diagnostics);
        seen = true;
      }
    }
    return first;
  }
}
