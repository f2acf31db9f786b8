package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
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
    for (Subject subject : Subject.all(root, options.beside())) {
      if (options.wants(subject)) {
        String version = subject.version();
        if (version.isEmpty()) {
          System.err.println(subject.name() + " is not on this machine");
        } else {
          subjects.put(subject, version);
        }
      }
    }
    measure("http");
    measure("tcp");
    if (options.wants(Row.MEMORY)) {
      for (Subject subject : subjects.keySet()) {
        measureMemory(subject);
      }
    }
    report();
  }

  /** All subjects stand side by side and have their turns one after the other. */
  private void measure(String mode) throws Exception {
    List<Row> rows =
        Row.ALL.stream().filter(r -> r.mode().equals(mode) && options.wants(r.key())).toList();
    if (rows.isEmpty()) {
      return;
    }
    List<Lane> lanes = new ArrayList<>();
    try {
      for (Subject subject : subjects.keySet()) {
        if (mode.equals("http") || subject.relaysTcp()) {
          lanes.add(Lane.open(scratch, subject, mode, PROXY_CORE, LOAD_CORE));
        }
      }
      for (Row row : rows) {
        measure(row, lanes);
      }
    } finally {
      for (Lane lane : lanes) {
        lane.close();
      }
    }
  }

  private void measure(Row row, List<Lane> lanes) throws IOException, InterruptedException {
    List<Measurement> begun = new ArrayList<>();
    for (Lane lane : lanes) {
      begun.add(new Measurement(row, lane.subject(), warmUp.of(lane, row), new ArrayList<>()));
    }
    for (int turn = 0; turn < options.turns(); turn++) {
      for (int i = 0; i < lanes.size(); i++) {
        begun.get(i).turns().add(lanes.get(i).run(wrk, row, options.seconds()));
      }
    }
    for (Measurement measured : begun) {
      measurements.add(measured);
      System.err.printf(
          "%-34s %-9s %s requests/s, %s us CPU (after %s)%n",
          row.title(),
          measured.subject().name(),
          Table.number(measured.median(turn -> turn.load().perSecond())),
          Table.number(measured.median(Measurement.Turn::cpu)),
          measured.warmUp());
    }
  }

  private void measureMemory(Subject subject) throws Exception {
    List<String> cells = new ArrayList<>();
    try (Lane lane = Lane.open(scratch, subject, "http", PROXY_CORE, LOAD_CORE);
        IdleConnections connections = new IdleConnections(lane.port())) {
      for (int count : IDLE) {
        connections.growTo(count);
        cells.add(Table.number(lane.proxy().residentKilobytes() / 1000.0) + " MB");
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
              .map(s -> of(row, s))
              .orElse(null);
      for (Subject subject : subjects.keySet()) {
        Measurement shown = of(row, subject);
        if (shown != null) {
          table.add(
              row.title(),
              subject.name(),
              Table.number(shown.median(turn -> turn.load().perSecond())),
              ratio(shown, measure, turn -> turn.load().perSecond()),
              Table.number(shown.median(Measurement.Turn::cpu)),
              Table.number(shown.median(Measurement.Turn::user)),
              Table.number(shown.median(Measurement.Turn::system)),
              ratio(shown, measure, Measurement.Turn::cpu),
              micros(shown, Wrk.Result::p50),
              micros(shown, Wrk.Result::p99),
              micros(shown, Wrk.Result::p999),
              String.valueOf(shown.errors()),
              shown.warmUp().toString());
        } else if (options.wants(row.key())) {
          table.add(
              row.title(), subject.name(), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
        }
      }
    }
    return table;
  }

  private static String micros(Measurement shown, ToLongFunction<Wrk.Result> percentile) {
    return String.valueOf(Math.round(shown.median(turn -> percentile.applyAsLong(turn.load()))));
  }

  private static String ratio(
      Measurement shown, @Nullable Measurement measure, ToDoubleFunction<Measurement.Turn> figure) {
    return measure == null ? "" : Table.number(shown.ratio(measure, figure)) + "x";
  }

  private @Nullable Measurement of(Row row, Subject subject) {
    return measurements.stream()
        .filter(m -> m.row().equals(row) && m.subject().equals(subject))
        .findFirst()
        .orElse(null);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
