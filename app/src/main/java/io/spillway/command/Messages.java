package io.spillway.command;

import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.config.report.HaproxyReport;
import io.spillway.process.Announcer;
import io.spillway.process.StartupLog;

/**
 * Tells messages in HAProxy's form, the program's version before the first that matters.
 * Thread-safe.
 */
final class Messages implements Announcer {
  private final Console console;
  private final HaproxyReport report;
  private final boolean quiet;
  private final Program program;
  private final StartupLog startup = new StartupLog();
  private boolean introduced;
  private volatile boolean warned;

  Messages(Program program, boolean diagnosticMode, boolean quiet) {
    this.console = program.console();
    this.program = program;
    this.quiet = quiet;
    this.report =
        new HaproxyReport(
            ProcessHandle.current().pid(),
            program.name(),
            program.version().full(),
            program.path(),
            diagnosticMode);
  }

  @Override
  public synchronized void tell(Severity severity, String message) {
    warned |= severity.compareTo(Severity.WARNING) >= 0;
    if (quiet) {
      return;
    }
    if (!introduced && severity.compareTo(Severity.WARNING) >= 0) {
      introduced = true;
      print(
          report.message(
                  Severity.NOTICE, program.name() + " version is " + program.version().full())
              + report.message(Severity.NOTICE, "path to executable is " + program.path()));
    }
    print(report.message(severity, message));
  }

  private void print(String text) {
    console.error(text);
    startup.add(text);
  }

  @Override
  public StartupLog startup() {
    return startup;
  }

  /** Tells what was found in a configuration. */
  synchronized void tell(Diagnostics diagnostics) {
    boolean matters =
        diagnostics.all().stream().anyMatch(d -> d.severity().compareTo(Severity.WARNING) >= 0);
    warned |= matters;
    if (!quiet) {
      introduced |= matters;
      print(report.text(diagnostics));
    }
  }

  /** Whether a warning or an alert was told, or would have been. */
  boolean warned() {
    return warned;
  }
}
