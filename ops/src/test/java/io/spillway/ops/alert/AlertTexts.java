package io.spillway.ops.alert;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.ops.alert.definition.AlertSections;
import io.spillway.ops.alert.definition.AlertsDefinition;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code alerts} sections from texts. */
public final class AlertTexts {
  private AlertTexts() {}

  /** What the section with {@code lines} says; fails where something is wrong with it. */
  public static AlertsDefinition read(String lines, Map<String, String> environment) {
    Diagnostics diagnostics = new Diagnostics();
    AlertsDefinition read = read(lines, environment, diagnostics);
    if (diagnostics.failed()) {
      throw new AssertionError(diagnostics.all().toString());
    }
    return Objects.requireNonNull(read);
  }

  /** What is wrong with the section. */
  public static List<String> messages(String lines) {
    Diagnostics diagnostics = new Diagnostics();
    read(lines, Map.of(), diagnostics);
    return diagnostics.all().stream()
        .map(d -> d.severity() + " " + d.position().line() + " " + d.message())
        .toList();
  }

  private static AlertsDefinition read(
      String lines, Map<String, String> environment, Diagnostics diagnostics) {
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            AlertSections.KINDS);
    return AlertSections.read(
        reader.readText("alerts.cfg", "alerts\n" + lines, diagnostics),
        new DiskFiles(),
        environment::get,
        diagnostics);
  }
}
