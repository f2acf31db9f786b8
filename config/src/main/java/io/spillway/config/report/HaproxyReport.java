package io.spillway.config.report;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;

/**
 * Tells diagnostics exactly as HAProxy prints them while it loads a configuration, so that what
 * reads HAProxy's messages reads these. Text is to be written as ISO 8859-1: one byte a character.
 * Immutable.
 *
 * @param pid the process's id
 * @param program the program's name: {@code haproxy}
 * @param version the program's version, as it stands before the first warning or alert
 * @param executable the path of the program
 * @param diagnosticMode whether remarks of {@link Severity#DIAG} are told ({@code -dD})
 */
public record HaproxyReport(
    long pid, String program, String version, String executable, boolean diagnosticMode) {
  private static final int EXCERPT_WIDTH = 80;
  private static final String DOTS = "...";

  /** All of {@code diagnostics}, closing with the lines that say that the configuration failed. */
  public String text(Diagnostics diagnostics) {
    StringBuilder out = new StringBuilder();
    boolean introduced = false;
    for (String file : diagnostics.files()) {
      boolean failed = false;
      for (Diagnostic diagnostic : diagnostics.of(file)) {
        introduced = introduce(out, introduced, diagnostic.severity());
        append(out, diagnostic);
        failed |= diagnostic.severity() == Severity.ALERT;
      }
      if (failed) {
        line(out, Severity.ALERT, "config : Error(s) found in configuration file : " + file);
      }
    }
    for (Diagnostic diagnostic : diagnostics.ofConfiguration()) {
      introduced = introduce(out, introduced, diagnostic.severity());
      append(out, diagnostic);
    }
    if (diagnostics.failed() && !diagnostics.aborted()) {
      line(out, Severity.ALERT, "config : Fatal errors found in configuration.");
    }
    return out.toString();
  }

  /**
   * One message outside a configuration's diagnostics, in the same form and without the lines that
   * tell the program's version.
   */
  public String message(Severity severity, String message) {
    StringBuilder out = new StringBuilder();
    line(out, severity, message);
    return out.toString();
  }

  private boolean introduce(StringBuilder out, boolean introduced, Severity severity) {
    if (!introduced && severity.compareTo(Severity.WARNING) >= 0) {
      line(out, Severity.NOTICE, program + " version is " + version);
      line(out, Severity.NOTICE, "path to executable is " + executable);
      return true;
    }
    return introduced;
  }

  private void append(StringBuilder out, Diagnostic diagnostic) {
    if (diagnostic.severity() == Severity.DIAG && !diagnosticMode) {
      return;
    }
    String where =
        switch (diagnostic.about()) {
          case DIRECTIVE -> "parsing [" + diagnostic.position() + "] : ";
          case LINE -> "parsing [" + diagnostic.position() + "]: ";
          case CONFIGURATION -> "";
        };
    line(out, diagnostic.severity(), "config : " + where + diagnostic.message());
    Diagnostic.Excerpt excerpt = diagnostic.excerpt();
    if (excerpt != null) {
      append(out, excerpt);
    }
  }

  private void line(StringBuilder out, Severity severity, String message) {
    int start = out.length();
    out.append('[').append(severity).append(']');
    while (out.length() - start < "[WARNING]  ".length()) {
      out.append(' ');
    }
    out.append('(').append(pid).append(") : ").append(message).append('\n');
  }

  private static void append(StringBuilder out, Diagnostic.Excerpt excerpt) {
    String text = printable(excerpt.text());
    int indentation = text.length() - text.stripLeading().length();
    text = text.substring(indentation);
    int caret = Math.max(0, excerpt.caret() - indentation);
    if (caret < EXCERPT_WIDTH) {
      text = text.substring(0, Math.min(text.length(), EXCERPT_WIDTH));
    } else {
      int start = caret - EXCERPT_WIDTH / 2;
      int end = Math.min(text.length(), start + EXCERPT_WIDTH - DOTS.length());
      text = DOTS + text.substring(start + DOTS.length(), end) + DOTS;
      caret -= start;
    }
    out.append("  ").append(text).append('\n');
    out.append("  ").append(" ".repeat(caret)).append("^\n");
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= '\t' && c <= '\r') {
        out.setCharAt(i, ' ');
      } else if (c < ' ' || c > '~') {
        out.setCharAt(i, '?');
      }
    }
    return out.toString();
  }
}
