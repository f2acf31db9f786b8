package io.spillway.process;

import io.spillway.config.Severity;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Watches a worker ({@code -W}, {@code -Ws}; management manual, chapter 4): passes signals on to
 * it, and ends with it. The configuration is the worker's business. Confined to the main thread.
 */
public final class Master {
  /** Comes between the signals when the worker has ended. */
  private record Ended(int exitCode) {}

  private final Role role;
  private final ProcessOptions options;
  private final Announcer announcer;
  private final ServiceManager serviceManager;
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private boolean stopping;
  private int worker;

  /** A master that has not begun. */
  public Master(Role role, ProcessOptions options, Announcer announcer) {
    this.role = role;
    this.options = options;
    this.announcer = announcer;
    this.serviceManager = options.systemd() ? ServiceManager.ofProcess() : ServiceManager.none();
  }

  /**
   * Runs until the worker has ended.
   *
   * @return the exit code: 0 after SIGTERM or SIGUSR1, 130 after SIGINT, else the worker's
   */
  public int run() {
    try {
      Readiness.keepFromChildren();
      Readiness readiness = Readiness.open();
      worker = ChildProcess.start(Role.WORKER, readiness, false);
      ProcessSignal.deliverTo(events);
      announcer.tell(Severity.NOTICE, "New worker (" + worker + ") forked");
      if (!readiness.await()) {
        return SystemCalls.waitFor(worker);
      }
      begin();
      return watch();
    } catch (StartException e) {
      announcer.tell(Severity.ALERT, e.reason());
    } catch (SystemCallException e) {
      announcer.tell(Severity.ALERT, "[haproxy.main()] Cannot start: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private void begin() throws StartException, SystemCallException {
    if (options.pidFile() != null) {
      PidFile.write(options.pidFile());
    }
    announcer.tell(Severity.NOTICE, "Loading success.");
    serviceManager.ready();
    if (options.background()) {
      BackgroundStart.detach();
    }
    if (role != Role.FIRST) {
      Readiness.announce();
    }
  }

  private int watch() throws SystemCallException, InterruptedException {
    Thread waiter = new Thread(this::awaitEnd, "worker-" + worker);
    waiter.setDaemon(true);
    waiter.start();
    while (true) {
      switch (events.take()) {
        case Ended ended -> {
          return ended(ended.exitCode());
        }
        case ProcessSignal signal -> answer(signal);
        default -> throw new IllegalStateException();
      }
    }
  }

  private void awaitEnd() {
    int exitCode = 1;
    try {
      exitCode = SystemCalls.waitFor(worker);
    } catch (SystemCallException e) {
      announcer.tell(Severity.ALERT, "Cannot wait for the worker: " + e.getMessage());
    }
    events.add(new Ended(exitCode));
  }

  private void answer(ProcessSignal signal) throws SystemCallException {
    if (signal == ProcessSignal.HUP) {
      announcer.tell(
          Severity.WARNING,
          "Reloading is not implemented in Spillway; the worker goes on as it is.");
      return;
    }
    if (!stopping) {
      stopping = true;
      announcer.tell(Severity.WARNING, "Exiting Master process...");
      serviceManager.stopping();
    }
    SystemCalls.kill(worker, signal.number());
  }

  private int ended(int exitCode) {
    announcer.tell(
        exitCode == 0 ? Severity.WARNING : Severity.ALERT,
        "Current worker ("
            + worker
            + ") exited with code "
            + exitCode
            + " ("
            + ProcessSignal.describe(exitCode)
            + ")");
    if (!stopping) {
      announcer.tell(Severity.ALERT, "exit-on-failure: killing every processes with SIGTERM");
    }
    int own = stopping && exitCode == ProcessSignal.TERM.exitCode() ? 0 : exitCode;
    announcer.tell(Severity.WARNING, "All workers exited. Exiting... (" + own + ")");
    return own;
  }
}
