package io.spillway.lab;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Something that happens to the facilities, and what shall be seen then. Immutable.
 *
 * @param key how the command line names it
 * @param title what it shows
 * @param settings the words of the configuration that differ from {@link #SETTINGS}
 * @param equipment what the laboratory needs further
 * @param course what happens; throws where something else is seen than shall be
 */
record Scenario(
    String key, String title, Map<String, String> settings, Equipment equipment, Course course) {
  /** One second between checks, three failures, and nothing but the instances' own name servers. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "INTER", "1s",
          "TIMEOUT", "800ms",
          "TTL", "5s",
          "FAILBACK", "4s",
          "COORDINATION", "",
          "PROVIDER", "");

  /** A scenario in the laboratory as it is. */
  Scenario(String key, String title, Map<String, String> settings, Course course) {
    this(key, title, settings, lab -> Map.of(), course);
  }

  /** What happens. */
  interface Course {
    void run(Stage stage) throws IOException;
  }

  /** Further machines and programs. */
  interface Equipment {
    /** Installs them and tells the words of the configuration that follow from them. */
    Map<String, String> install(Laboratory lab) throws IOException;
  }

  /** All words of the configuration, once the equipment is there. */
  Map<String, String> install(Laboratory lab) throws IOException {
    Map<String, String> all = new HashMap<>(SETTINGS);
    all.putAll(settings);
    all.putAll(equipment.install(lab));
    return all;
  }
}
