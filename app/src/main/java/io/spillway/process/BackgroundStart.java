package io.spillway.process;

import io.spillway.config.Severity;

/** Puts the program into the background ({@code -D}): the child works, the parent sees it start. */
public final class BackgroundStart {
  private BackgroundStart() {}

  /**
   * Starts the child and waits until it is ready.
   *
   * @return the exit code of this process: 0 once the child is ready, else the child's own
   */
  public static int run(Announcer announcer) {
    try {
      Readiness readiness = Readiness.open();
      int child = ChildProcess.start(Role.BACKGROUND, readiness, true);
      return readiness.await() ? 0 : SystemCalls.waitFor(child);
    } catch (SystemCallException e) {
      announcer.tell(
          Severity.ALERT, "[haproxy.main()] Cannot fork: " + e.getMessage() + ". Exiting.");
      return 1;
    }
  }

  /** Lets go of the terminal, once everything that could fail has been told. */
  static void detach() throws SystemCallException {
    int nothing = SystemCalls.open("/dev/null");
    for (int standard = 0; standard <= 2; standard++) {
      SystemCalls.duplicate(nothing, standard);
    }
    SystemCalls.close(nothing);
  }
}
