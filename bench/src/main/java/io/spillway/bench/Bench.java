package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The program behind {@code bench/run}. */
public final class Bench {
  private static final int PROXY_CORE = 0;
  private static final int LOAD_CORE = 1;
  private static final List<Integer> IDLE = List.of(0, 1_000, 9_000);

  private final Path root;
  private final Options options;
  private final Path scratch;
  private final Wrk wrk;
  private final WarmUp warmUp;
  private final Map<Subject, String> subjects = new LinkedHashMap<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<Subject, List<String>> memory = new LinkedHashMap<>();

  private Bench(Path root, Options options) throws IOException {
    this.root = root;
    this.options = options;
    scratch = Files.createTempDirectory("spillway-bench");
    wrk = new Wrk(scratch, LOAD_CORE);
    warmUp = new WarmUp(wrk, options.warmUp());
  }

  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.HELP);
      return;
    }
    Path root = Path.of(System.getProperty("bench.root", ".")).toAbsolutePath().normalize();
    Options options;
    try {
      options = Options.parse(arguments, root);
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench/run: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    Bench bench = new Bench(root, options);
    try {
      bench.run();
    } finally {
      delete(bench.scratch);
    }
  }

  private void run() throws Exception {
    for (Subject subject : Subject.all(root)) {
      if (options.wants(subject)) {
        String version = subject.version();
        if (version.isEmpty()) {
          System.err.println(subject.name() + " is not on this machine");
        } else {
          subjects.put(subject, version);
        }
      }
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (Subject subject : subjects.keySet()) {
        // An origin of its own: ports that one subject used up towards it shall not slow the next.
        withOrigin(
            origin -> {
              measure(subject, "http", origin);
              if (subject.relaysTcp()) {
                measure(subject, "tcp", origin);
              }
            });
      }
    }
    if (options.wants(Row.MEMORY)) {
      withOrigin(
          origin -> {
            for (Subject subject : subjects.keySet()) {
              measureMemory(subject, origin);
            }
          });
    }
    report();
  }

  private interface Use {
    void of(int origin) throws Exception;
  }

  private void withOrigin(Use use) throws Exception {
    int port = RunningProcess.freePort();
    Path directory = Files.createTempDirectory(scratch, "origin");
    try (RunningProcess server =
        RunningProcess.start(originCommand(directory, port), LOAD_CORE, port, directory)) {
      use.of(port);
      if (!server.alive()) {
        throw new IOException("the origin ended: " + server.output());
      }
    }
  }

  /** nginx serving files of the sizes that rows ask for. */
  private static List<String> originCommand(Path directory, int port) throws IOException {
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.write(files.resolve("100"), new byte[100]);
    Files.write(files.resolve("10k"), new byte[10_000]);
    Files.write(files.resolve("1m"), new byte[1_000_000]);
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            Resources.text("origin.conf")
                .replace("@PORT@", String.valueOf(port))
                .replace("@FILES@", files.toString()));
    return List.of(
        "/usr/sbin/nginx",
        "-p",
        directory.toString(),
        "-e",
        "stderr",
        "-c",
        configuration.toString());
  }

  private void measure(Subject subject, String mode, int origin) throws Exception {
    List<Row> rows =
        Row.ALL.stream().filter(r -> r.mode().equals(mode) && options.wants(r.key())).toList();
    if (rows.isEmpty()) {
      return;
    }
    int port = RunningProcess.freePort();
    Path directory = Files.createTempDirectory(scratch, subject.name());
    List<String> command = subject.command(directory, mode, port, origin);
    try (RunningProcess proxy = RunningProcess.start(command, PROXY_CORE, port, directory)) {
      for (Row row : rows) {
        WarmUp.Result warm = warmUp.of(subject, proxy, row, port);
        RunningProcess.Usage before = proxy.usage();
        Wrk.Result load = wrk.run(row, port, options.seconds());
        RunningProcess.Usage used = proxy.usage().minus(before);
        double requests = Math.max(1, load.requests());
        Measurement measured =
            new Measurement(
                row, subject, warm, load, used.user() / requests, used.system() / requests);
        measurements.add(measured);
        System.err.printf(
            "%-34s %-9s %s requests/s, %s us CPU (after %s)%n",
            row.title(),
            subject.name(),
            Table.number(load.perSecond()),
            Table.number(measured.cpu()),
            warm);
      }
    }
  }

  private void measureMemory(Subject subject, int origin) throws Exception {
    int port = RunningProcess.freePort();
    Path directory = Files.createTempDirectory(scratch, subject.name());
    List<String> command = subject.command(directory, "http", port, origin);
    List<String> cells = new ArrayList<>();
    try (RunningProcess proxy = RunningProcess.start(command, PROXY_CORE, port, directory);
        IdleConnections connections = new IdleConnections(port)) {
      for (int count : IDLE) {
        connections.growTo(count);
        cells.add(Table.number(proxy.residentKilobytes() / 1000.0) + " MB");
      }
    }
    memory.put(subject, cells);
    System.err.printf("%-34s %-9s %s%n", "resident memory", subject.name(), cells);
  }

  private void report() throws IOException {
    StringBuilder text = new StringBuilder(Machine.facts()).append('\n');
    subjects.forEach(
        (subject, version) ->
            text.append("- ").append(subject.name()).append(": ").append(version).append('\n'));
    if (!measurements.isEmpty()) {
      text.append('\n').append(speed());
    }
    if (subjects.keySet().stream().anyMatch(s -> s instanceof Subject.Nginx && !s.relaysTcp())) {
      text.append(
          "\nnginx relays TCP only with the package libnginx-mod-stream, which is not here.\n");
    }
    if (!memory.isEmpty()) {
      Table table = new Table("resident memory", "idle connections: 0", "1,000", "9,000");
      memory.forEach(
          (subject, cells) -> table.add(subject.name(), cells.get(0), cells.get(1), cells.get(2)));
      text.append('\n').append(table);
    }
    System.out.print(text);
    Files.createDirectories(options.output().toAbsolutePath().getParent());
    Files.writeString(options.output(), text);
  }

  private Table speed() {
    Table table =
        new Table(
            "row",
            "proxy",
            "requests/s",
            "of HAProxy",
            "CPU us/request",
            "user",
            "system",
            "CPU of HAProxy",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "errors",
            "warm-up");
    for (Row row : Row.ALL) {
      Measurement measure =
          subjects.keySet().stream()
              .filter(s -> s instanceof Subject.Haproxy)
              .findFirst()
              .map(s -> median(row, s))
              .orElse(null);
      for (Subject subject : subjects.keySet()) {
        Measurement shown = median(row, subject);
        if (shown != null) {
          table.add(
              row.title(),
              subject.name(),
              Table.number(shown.load().perSecond()),
              measure == null ? "" : ratio(shown.load().perSecond() / measure.load().perSecond()),
              Table.number(shown.cpu()),
              Table.number(shown.user()),
              Table.number(shown.system()),
              measure == null ? "" : ratio(shown.cpu() / measure.cpu()),
              String.valueOf(shown.load().p50()),
              String.valueOf(shown.load().p99()),
              String.valueOf(shown.load().p999()),
              String.valueOf(shown.load().errors()),
              shown.warmUp().toString());
        } else if (options.wants(row.key())) {
          table.add(
              row.title(), subject.name(), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
        }
      }
    }
    return table;
  }

  private static String ratio(double value) {
    return Table.number(value) + "x";
  }

  private @Nullable Measurement median(Row row, Subject subject) {
    List<Measurement> rounds =
        measurements.stream()
            .filter(m -> m.row().equals(row) && m.subject().equals(subject))
            .sorted(Comparator.comparingDouble(Measurement::cpu))
            .toList();
    return rounds.isEmpty() ? null : rounds.get(rounds.size() / 2);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
