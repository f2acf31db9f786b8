package io.spillway.ops.acme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What failed attempts leave for the next start of the process, lest a process that is started
 * again and again asks again and again. Immutable.
 *
 * @param failures how many attempts have failed one after the other
 * @param next no attempt before this moment
 */
record RenewalMemory(int failures, Instant next) {
  static final RenewalMemory NONE = new RenewalMemory(0, Instant.EPOCH);

  /** A hidden file, which a directory of certificates may hold. */
  static Path file(Path certificate) {
    return certificate.resolveSibling("." + certificate.getFileName() + ".acme");
  }

  /**
   * What was kept beside {@code certificate} about {@code names}; nothing where that is unreadable,
   * or about others.
   */
  static RenewalMemory read(Path certificate, List<String> names) {
    try {
      List<String> lines = Files.readAllLines(file(certificate), StandardCharsets.US_ASCII);
      return lines.size() == 3 && lines.get(2).equals(String.join(",", names))
          ? new RenewalMemory(Integer.parseInt(lines.get(0)), Instant.parse(lines.get(1)))
          : NONE;
    } catch (IOException | NumberFormatException | DateTimeException e) {
      return NONE;
    }
  }

  /** Keeps this beside {@code certificate}; null where it was kept, else why not. */
  @Nullable String keep(Path certificate, List<String> names) {
    try {
      if (failures == 0) {
        Files.deleteIfExists(file(certificate));
      } else {
        KeptFile.write(
            file(certificate), failures + "\n" + next + "\n" + String.join(",", names) + "\n");
      }
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
