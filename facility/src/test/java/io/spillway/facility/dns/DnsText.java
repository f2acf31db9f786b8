package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import java.util.List;
import java.util.Map;

/** Configurations that a test writes as text. */
final class DnsText {
  private DnsText() {}

  /** Reads sections; {@code diagnostics} takes what is wrong. */
  static DnsDefinition read(String text, Diagnostics diagnostics) {
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            new Environment(Map.of()),
            ProgramFacts.ofVersion("3.4.0"),
            DnsSections.KINDS);
    return DnsSections.read(
        reader.readText("dns.cfg", text, diagnostics), new DiskFiles(), diagnostics);
  }

  /** Reads sections in which nothing is wrong. */
  static DnsDefinition read(String text) {
    Diagnostics diagnostics = new Diagnostics();
    DnsDefinition definition = read(text, diagnostics);
    assertThat(diagnostics.all()).isEmpty();
    return definition;
  }

  /** What is said about sections, each as {@code file:line: message}. */
  static List<String> complaints(String text) {
    Diagnostics diagnostics = new Diagnostics();
    read(text, diagnostics);
    return diagnostics.all().stream().map(DnsText::line).toList();
  }

  private static String line(Diagnostic diagnostic) {
    return diagnostic.position().file()
        + ":"
        + diagnostic.position().line()
        + ": "
        + diagnostic.message();
  }
}
