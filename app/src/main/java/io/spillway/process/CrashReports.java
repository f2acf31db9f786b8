package io.spillway.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a master keeps about workers that died, and tells the next one: files in the directory of
 * the alerts. What a worker last said of itself and the last events are put together with the
 * virtual machine's own report, which has the threads and the heap, where it could still write one.
 * Confined to the master's main thread.
 *
 * @param directory the state directory, as the master sees it
 * @param events the file of the last events
 */
public record CrashReports(Path directory, Path events) {
  /** The file in which a worker says how it does, in the state directory. */
  public static final String VITALS = "vitals";

  /** The file in which the master tells the worker that a new configuration was refused. */
  public static final String REFUSED = "refused";

  private static final int MOST_REPORTS = 10;
  private static final int LAST_EVENTS = 50;
  private static final int MOST_OF_MACHINE_REPORT = 2_000;

  /** The argument by which a worker's virtual machine writes its own report. */
  List<String> workerArguments() {
    return List.of("-XX:ErrorFile=" + reports().resolve("machine-%p.log"));
  }

  private Path reports() {
    return directory.resolve("crashes");
  }

  /** Makes the directory of the reports, before there is a worker that may need it. */
  void prepare() throws IOException {
    Files.createDirectories(reports());
  }

  /**
   * Writes a report about a worker that has just died, and removes the oldest of too many.
   *
   * @param ending how it ended: {@code code 139 (Segmentation fault)}
   * @return the report
   * @throws IOException when it cannot be written
   */
  Path write(String version, int pid, String ending, long uptimeSeconds, Instant now)
      throws IOException {
    prepare();
    List<String> lines = new ArrayList<>();
    lines.add("Spillway " + version + ", worker " + pid);
    lines.add("ended " + now.truncatedTo(ChronoUnit.MILLIS) + " with " + ending);
    lines.add("after " + uptimeSeconds + " s");
    lines.add("");
    lines.add("What it last said of itself:");
    Path vitals = directory.resolve(VITALS);
    lines.addAll(Files.exists(vitals) ? read(vitals) : List.of("nothing"));
    lines.add("");
    lines.add("The last events:");
    List<String> happened = Files.exists(events) ? read(events) : List.of();
    lines.addAll(happened.subList(Math.max(0, happened.size() - LAST_EVENTS), happened.size()));
    lines.add("");
    Path machine = reports().resolve("machine-" + pid + ".log");
    if (Files.exists(machine)) {
      lines.add("The virtual machine's report:");
      List<String> all = read(machine);
      lines.addAll(all.subList(0, Math.min(all.size(), MOST_OF_MACHINE_REPORT)));
      Files.delete(machine);
    } else {
      lines.add("The virtual machine could not report its threads and its heap.");
    }
    String time = now.truncatedTo(ChronoUnit.MILLIS).toString().replace(':', '-');
    Path report = reports().resolve("crash-" + time + "-" + pid + ".txt");
    Files.write(report, lines, StandardCharsets.UTF_8);
    forgetOldest();
    return report;
  }

  private static List<String> read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  private void forgetOldest() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.list(reports())) {
      all =
          found
              .filter(file -> file.getFileName().toString().startsWith("crash-"))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path old : all.subList(Math.min(MOST_REPORTS, all.size()), all.size())) {
      Files.delete(old);
    }
  }

  /**
   * Tells the worker that goes on that a new configuration was refused.
   *
   * @throws IOException when it cannot be told
   */
  void refused(String reason) throws IOException {
    Path fresh = directory.resolve(REFUSED + ".new");
    Files.writeString(fresh, reason, StandardCharsets.UTF_8);
    Files.move(fresh, directory.resolve(REFUSED), StandardCopyOption.ATOMIC_MOVE);
  }
}
