package io.spillway.facility.provider;

import io.spillway.config.Arguments;
import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.DirectiveException;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import java.util.List;
import java.util.Map;

/** Reads a {@code provider} line as a configuration would. */
public final class ProviderLine {
  private ProviderLine() {}

  /** The definition that {@code line} makes, with {@code environment} as the only variables. */
  public static ProviderDefinition read(String line, Map<String, String> environment) {
    Diagnostics diagnostics = new Diagnostics();
    Directive directive =
        new ConfigurationReader(
                new DiskFiles(),
                new Environment(Map.of()),
                ProgramFacts.ofVersion("3.4.0"),
                List.of("backend"))
            .readText("facilities.cfg", "backend b\n    " + line + "\n", diagnostics)
            .getFirst()
            .directives()
            .getFirst();
    Arguments arguments = Arguments.of(directive, diagnostics);
    arguments.word("provider");
    return Providers.read(
        arguments, List.of(), new CredentialSources(new DiskFiles(), environment::get));
  }

  /** The error that {@code line} makes. */
  public static String error(String line, Map<String, String> environment) {
    try {
      return "no error: " + read(line, environment);
    } catch (DirectiveException e) {
      return e.diagnostic().message();
    }
  }
}
