package io.spillway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is found wrong while a configuration is read. Confined to the thread that reads it.
 */
public final class Diagnostics {
  private final List<Diagnostic> found = new ArrayList<>();
  private final Set<String> files = new LinkedHashSet<>();
  private boolean failed;
  private boolean aborted;

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

  /** Notes that {@code file} is being read, for the order of the files. */
  void reading(String file) {
    files.add(file);
  }

  /** Notes that reading ended before the end of the files. */
  void abort() {
    aborted = true;
  }

  /** Whether an {@link Severity#ALERT} was recorded. */
  public boolean failed() {
    return failed;
  }

  /**
   * Whether reading ended before the end of the files, at an {@code .alert} or at a conditional
   * block that makes no sense: what the sections say together is then not worth checking.
   */
  public boolean aborted() {
    return aborted;
  }

  /** Everything recorded so far, in the order of recording. */
  public List<Diagnostic> all() {
    return List.copyOf(found);
  }

  /** The files that were read, in order. */
  public List<String> files() {
    return List.copyOf(files);
  }

  /**
   * What was recorded about the lines of {@code file}, in the order of the lines: the order in
   * which a reader that understands each line at once would have found it.
   */
  public List<Diagnostic> of(String file) {
    return found.stream()
        .filter(d -> d.about() != Diagnostic.About.CONFIGURATION)
        .filter(d -> d.position().file().equals(file))
        .sorted(Comparator.comparingInt(d -> d.position().line()))
        .toList();
  }

  /** What was recorded about the configuration as a whole, or outside the files that were read. */
  public List<Diagnostic> ofConfiguration() {
    return found.stream()
        .filter(
            d ->
                d.about() == Diagnostic.About.CONFIGURATION || !files.contains(d.position().file()))
        .toList();
  }

  /** Everything recorded: file by file, then what concerns the configuration as a whole. */
  public List<Diagnostic> inOrder() {
    List<Diagnostic> ordered = new ArrayList<>();
    files.forEach(file -> ordered.addAll(of(file)));
    ordered.addAll(ofConfiguration());
    return ordered;
  }
}
