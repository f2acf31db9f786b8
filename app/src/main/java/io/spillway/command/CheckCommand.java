package io.spillway.command;

import io.spillway.config.report.JsonReport;
import io.spillway.config.report.SourceReport;
import java.util.ArrayList;
import java.util.List;

/** {@code spillway check}: what is wrong with configuration files, for people and for programs. */
final class CheckCommand implements Command {
  private final Program program;

  CheckCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "tells what is wrong with configuration files, and where";
  }

  @Override
  public String help() {
    return """
    Usage: spillway check [--json] FILE...

    Reads the files as one configuration and shows each mistake with the line it is in and a mark
    below the word that is wrong. The exit code is 0 where nothing but warnings was found, else 1.

      --json   one object with severity, file, line, column, message and suggestion for each

    Examples:
      spillway check haproxy.cfg
      spillway check --json /etc/haproxy/conf.d
    """;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> files = new ArrayList<>(arguments);
    boolean json = files.removeIf("--json"::equals);
    if (files.isEmpty() || files.getFirst().startsWith("-")) {
      program.console().error(help());
      return 1;
    }
    Loading loading = Loading.ofFiles(program, files);
    loading.load();
    if (json) {
      program.console().out(JsonReport.array(loading.diagnostics()));
    } else {
      SourceReport report =
          new SourceReport(loading.reader()::lineAt, program.console().outIsTerminal());
      program.console().out(report.text(loading.diagnostics()));
      if (loading.diagnostics().all().isEmpty()) {
        program.console().out("Nothing is wrong with " + String.join(", ", files) + ".\n");
      }
    }
    return loading.diagnostics().failed() ? 1 : 0;
  }
}
