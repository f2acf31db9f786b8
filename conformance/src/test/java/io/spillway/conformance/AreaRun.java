package io.spillway.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plays all cases of one area against one side. */
final class AreaRun {
  /** The project's root. */
  static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();

  static final Path CASES = ROOT.resolve("conformance/cases");

  private static final int CASES_AT_ONCE = 12;
  private static final Pattern POSITION = Pattern.compile("\\.cfg:(\\d+)");

  private final String side;
  private final String program;
  private final Path directory;
  private final List<String> common;
  private final Map<CaseFile, Observation> observations = new LinkedHashMap<>();
  private List<Stage> stages = new ArrayList<>();

  private AreaRun(String side, String program, Path directory, List<String> common) {
    this.side = side;
    this.program = program;
    this.directory = directory;
    this.common = common;
  }

  static List<Path> areas() throws IOException {
    try (Stream<Path> entries = Files.list(CASES)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** The part of the configuration that all cases of an area share. */
  private static Path common(Path area) {
    Path own = area.resolve("area.cfg");
    return Files.exists(own) ? own : CASES.resolve("area.cfg");
  }

  /** The area's cases that {@code conformance.only} asks for. */
  static List<CaseFile> cases(Path area) throws IOException {
    Pattern only = Pattern.compile(System.getProperty("conformance.only", ""));
    return allCases(area).stream().filter(file -> only.matcher(file.toString()).find()).toList();
  }

  static List<CaseFile> allCases(Path area) throws IOException {
    List<CaseFile> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(area)) {
      for (Path path : entries.filter(p -> p.toString().endsWith(".case")).sorted().toList()) {
        files.add(CaseFile.read(path));
      }
    }
    return files;
  }

  /** What the side shows in each of the cases. */
  static Map<CaseFile, Observation> play(
      String side, String program, Path area, List<CaseFile> cases) throws Exception {
    Path directory =
        Files.createDirectories(ROOT.resolve("conformance/target/differential/" + side));
    AreaRun run = new AreaRun(side, program, directory, Files.readAllLines(common(area)));
    try {
      for (CaseFile file : cases) {
        Files.deleteIfExists(run.shown(file));
        run.stages.add(new Stage(file));
      }
      run.play(area.getFileName().toString());
    } finally {
      for (Stage stage : run.stages) {
        stage.close();
      }
    }
    return run.observations;
  }

  private void play(String area) throws Exception {
    Path file = directory.resolve(area + ".cfg");
    while (!stages.isEmpty()) {
      InetSocketAddress ready = Loopback.free();
      AreaConfiguration configuration = AreaConfiguration.merge(common, stages, ready);
      Files.writeString(file, configuration.text());
      try (Side process = Side.start(program, file)) {
        if (process.awaitListening(ready)) {
          play(process);
          return;
        }
        refuse(configuration, process.output());
      }
    }
  }

  /** Takes the cases that the program's complaints point at out of the run. */
  private void refuse(AreaConfiguration configuration, List<String> output) throws IOException {
    Map<Stage, List<String>> complaints = new LinkedHashMap<>();
    for (String line : output) {
      if (line.contains("[ALERT]")) {
        for (Stage stage : accused(configuration, line)) {
          complaints.computeIfAbsent(stage, any -> new ArrayList<>()).add(line);
        }
      }
    }
    if (complaints.isEmpty()) {
      throw new IOException(side + " does not start: " + String.join("\n", output));
    }
    for (Map.Entry<Stage, List<String>> complaint : complaints.entrySet()) {
      Stage stage = complaint.getKey();
      stages.remove(stage);
      observations.put(
          stage.file(),
          new Observation(
              Map.of("start", "refused"),
              List.of("configuration refused: " + String.join("\n", complaint.getValue()))));
      stage.close();
    }
  }

  private List<Stage> accused(AreaConfiguration configuration, String line) {
    Matcher position = POSITION.matcher(line);
    List<Stage> accused = new ArrayList<>();
    while (position.find()) {
      Stage owner = configuration.owner(Integer.parseInt(position.group(1)));
      if (owner != null) {
        accused.add(owner);
      }
    }
    if (accused.isEmpty()) {
      stages.stream()
          .filter(
              stage -> line.matches(".*\\b" + Pattern.quote(stage.file().name()) + "(?![-\\w]).*"))
          .forEach(accused::add);
    }
    return accused;
  }

  private void play(Side process) throws Exception {
    Semaphore places = new Semaphore(CASES_AT_ONCE);
    Map<Stage, ClientPlayer> players = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Stage, Future<ClientPlayer>> plays = new LinkedHashMap<>();
      for (Stage stage : stages) {
        plays.put(stage, threads.submit(play(stage, places)));
      }
      for (Map.Entry<Stage, Future<ClientPlayer>> play : plays.entrySet()) {
        try {
          players.put(play.getKey(), play.getValue().get());
        } catch (ExecutionException failure) {
          throw new IOException(side + ", " + play.getKey().file(), failure.getCause());
        }
      }
    }
    boolean survived = process.alive();
    process.stopSoftly();
    for (Map.Entry<Stage, ClientPlayer> player : players.entrySet()) {
      Stage stage = player.getKey();
      Observation observation =
          new Normaliser(stage).observe(player.getValue(), stage.logs().drain());
      if (!survived) {
        observation.aspects().put("start", "the process ended during the cases");
      }
      observations.put(stage.file(), observation);
      write(stage.file(), observation);
    }
  }

  /** Leaves what was seen beside the configuration, for whoever looks into a failure. */
  private void write(CaseFile file, Observation observation) throws IOException {
    StringBuilder text = new StringBuilder();
    observation
        .aspects()
        .forEach(
            (aspect, value) ->
                text.append("== ")
                    .append(aspect)
                    .append("\n")
                    .append(Escapes.readable(value))
                    .append("\n"));
    observation.surprises().forEach(surprise -> text.append("!! ").append(surprise).append("\n"));
    Files.createDirectories(shown(file).getParent());
    Files.writeString(shown(file), text);
  }

  private Path shown(CaseFile file) {
    return directory.resolve(file.area()).resolve(file.name() + ".txt");
  }

  private static Callable<ClientPlayer> play(Stage stage, Semaphore places) {
    return () -> {
      places.acquire();
      try {
        ClientPlayer player = new ClientPlayer(stage);
        player.play();
        return player;
      } catch (IOException e) {
        throw new UncheckedIOException(stage.file().toString(), e);
      } finally {
        places.release();
      }
    };
  }
}
