package io.spillway.ops.backup;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What identifies one backup of an instance: when it was made, to the second, and what it holds.
 * Immutable; in the order of time.
 *
 * @param time when it was made
 * @param fingerprint the first {@value #DIGITS} hexadecimal digits of the manifest's fingerprint
 */
public record BackupId(Instant time, String fingerprint) implements Comparable<BackupId> {
  /** How many digits of a fingerprint an id shows. */
  public static final int DIGITS = 16;

  /** What the names of archives end with. */
  public static final String SUFFIX = ".zip";

  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
  private static final Comparator<BackupId> ORDER =
      Comparator.comparing(BackupId::time).thenComparing(BackupId::fingerprint);

  /** The id that {@code text} is, with or without the {@link #SUFFIX}, or null where it is none. */
  public static @Nullable BackupId parse(String text) {
    String bare = text.endsWith(SUFFIX) ? text.substring(0, text.length() - 4) : text;
    int dash = bare.indexOf('-');
    if (dash < 0 || !bare.substring(dash + 1).matches("[0-9a-f]{" + DIGITS + "}")) {
      return null;
    }
    try {
      Instant time = LocalDateTime.parse(bare.substring(0, dash), FORM).toInstant(ZoneOffset.UTC);
      return new BackupId(time, bare.substring(dash + 1));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  @Override
  public int compareTo(BackupId other) {
    return ORDER.compare(this, other);
  }

  /** As it is written: {@code 20260131T021700Z-0123456789abcdef}. */
  @Override
  public String toString() {
    return FORM.format(time.atOffset(ZoneOffset.UTC)) + "-" + fingerprint;
  }
}
