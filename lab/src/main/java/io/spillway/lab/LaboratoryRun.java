package io.spillway.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program behind {@code lab/run}. */
public final class LaboratoryRun {
  private static final int SETTLING_SECONDS = 60;
  private static final String HELP =
      """
      lab/run builds two facilities of network namespaces, makes things go wrong in them and prints
      a timeline of what a client saw. It needs root, and nothing leaves the namespaces.

        lab/run            all scenarios, one after the other
        lab/run KEY…       these
        lab/run --list     their keys
        lab/run --help

      Exit code 0 when everything was seen as it shall be.
      """;

  private LaboratoryRun() {}

  /** Every scenario. */
  static List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>(BriefScenarios.ALL);
    all.addAll(FaultScenarios.ALL);
    all.addAll(ProviderScenarios.all());
    return all;
  }

  public static void main(String[] arguments) {
    List<String> wanted = List.of(arguments);
    if (wanted.contains("--help")) {
      System.out.print(HELP);
      return;
    }
    if (wanted.contains("--list")) {
      scenarios().forEach(scenario -> System.out.println(line(scenario)));
      return;
    }
    for (String key : wanted) {
      if (scenarios().stream().noneMatch(scenario -> scenario.key().equals(key))) {
        System.err.println("lab/run: there is no scenario '" + key + "'; lab/run --list");
        System.exit(2);
      }
    }
    try {
      Leftovers.removeOrphans();
    } catch (IOException e) {
      System.err.println("lab/run: " + e.getMessage());
      System.exit(1);
    }
    Path root = Path.of(System.getProperty("lab.root", ".")).toAbsolutePath().normalize();
    List<String> failed = new ArrayList<>();
    for (Scenario scenario : scenarios()) {
      if ((wanted.isEmpty() || wanted.contains(scenario.key()))
          && !run(scenario, root, System.out, true)) {
        failed.add(scenario.key());
      }
    }
    System.out.println();
    System.out.println(failed.isEmpty() ? "All as it shall be." : "Failed: " + failed);
    System.exit(failed.isEmpty() ? 0 : 1);
  }

  private static String line(Scenario scenario) {
    return "%-22s %s".formatted(scenario.key(), scenario.title());
  }

  /**
   * Builds a laboratory, runs one scenario and removes everything.
   *
   * @param timed whether it is wrong to be late
   * @return whether all was seen as it shall be
   */
  static boolean run(Scenario scenario, Path root, PrintStream out, boolean timed) {
    Timeline timeline = new Timeline(line(scenario), out);
    try (Laboratory lab = new Laboratory(root)) {
      timeline.tell("the laboratory stands");
      lab.start(scenario.install(lab));
      Sight sight = lab.observe();
      try {
        String primary = lab.primary().publicAddress();
        sight.awaitAnswer(0, SETTLING_SECONDS, Laboratory.RESOLVER, primary);
        sight.awaitPage(0, SETTLING_SECONDS, primary, lab.primary().serverNames().getFirst());
        lab.awaitQuorum(SETTLING_SECONDS);
        // Whose load balancer started late may have been found dead, and the name may have moved.
        sight.awaitNow(SETTLING_SECONDS, Laboratory.RESOLVER, primary);
        timeline.tell("everything runs, the name leads to " + primary);
        long begin = System.nanoTime();
        Stage stage = new Stage(lab, sight, timeline, timed);
        scenario.course().run(stage);
        stage.neverTwo();
        timeline.tell(
            "done; requests that failed meanwhile: " + sight.failures(begin, System.nanoTime()));
        return true;
      } catch (IOException e) {
        timeline.tell("WRONG: " + e.getMessage());
        timeline.tell(lab.outputs());
        return false;
      }
    } catch (IOException e) {
      timeline.tell("the laboratory could not be built or removed: " + e.getMessage());
      return false;
    }
  }
}
