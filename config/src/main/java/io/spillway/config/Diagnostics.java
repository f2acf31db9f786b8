package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is found wrong while a configuration is read. Confined to the thread that reads it.
 */
public final class Diagnostics {
  private final List<Diagnostic> found = new ArrayList<>();
  private boolean failed;

  /** Records an error: the configuration cannot be used. */
  public void alert(SourcePosition position, String message) {
    add(new Diagnostic(Severity.ALERT, position, message, null));
  }

  /** Records an error with a suggestion, for instance the nearest known keyword. */
  public void alert(SourcePosition position, String message, @Nullable String suggestion) {
    add(new Diagnostic(Severity.ALERT, position, message, suggestion));
  }

  /** Records something that works but that its author probably did not mean. */
  public void warning(SourcePosition position, String message) {
    add(new Diagnostic(Severity.WARNING, position, message, null));
  }

  /** Records a remark. */
  public void notice(SourcePosition position, String message) {
    add(new Diagnostic(Severity.NOTICE, position, message, null));
  }

  /** Records a remark that only the diagnostic mode ({@code -dD}) shows. */
  public void diag(SourcePosition position, String message) {
    add(new Diagnostic(Severity.DIAG, position, message, null));
  }

  /** Records {@code diagnostic}. */
  public void add(Diagnostic diagnostic) {
    found.add(diagnostic);
    failed |= diagnostic.severity() == Severity.ALERT;
  }

  /** Whether an {@link Severity#ALERT} was recorded. */
  public boolean failed() {
    return failed;
  }

  /** Everything recorded so far, in the order of recording. */
  public List<Diagnostic> all() {
    return List.copyOf(found);
  }
}
