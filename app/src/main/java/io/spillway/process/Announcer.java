package io.spillway.process;

import io.spillway.config.Severity;

/** Tells the user what happens to the process. Thread-safe. */
public interface Announcer {
  /** Tells {@code message}, one sentence. */
  void tell(Severity severity, String message);

  /** What it told while the process started. */
  StartupLog startup();
}
