package io.spillway.process;

import io.spillway.config.Severity;
import io.spillway.ops.runtime.SocketSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches a worker ({@code -W}, {@code -Ws}; management manual, chapter 4): passes signals on to
 * it, and ends with the last one. A worker that fails ends all others too; where {@code
 * no-exit-on-failure} is set, a new one takes its place instead, at once, or after a longer and
 * longer pause where workers fail soon after their start. SIGUSR2 and SIGHUP start a new worker,
 * which reads the configuration anew and takes the listening sockets of the one before; that one
 * then lets its streams finish. The configuration is the workers' business. Confined to the main
 * thread.
 */
public final class Master {
  /** Comes between the signals when a worker has ended. */
  private record Ended(RunningWorker worker, int exitCode) {}

  /** Comes between the signals when a worker is to be started in place of one that failed. */
  private record Restart() {}

  /** A worker that runs for so long has not failed in its start. */
  private static final long STEADY_SECONDS = 10;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Exit codes from here on are those of processes that a signal ended. */
  private static final int SIGNALLED = 128;

  private final Role role;
  private final ProcessOptions options;
  private final Announcer announcer;
  private final ServiceManager serviceManager;
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final Workers workers;
  private final List<MasterListener> listeners = new ArrayList<>();

  private boolean stopping;
  private boolean restarts;
  private int failedStarts;
  private int exitCode;

  /**
   * A master that has not begun.
   *
   * @param version the program's version
   */
  public Master(Role role, ProcessOptions options, String version, Announcer announcer) {
    this.workers = new Workers(version, announcer.startup(), events);
    this.role = role;
    this.options = options;
    this.announcer = announcer;
    this.serviceManager = options.systemd() ? ServiceManager.ofProcess() : ServiceManager.none();
  }

  /**
   * Runs until all workers have ended.
   *
   * @return the exit code: 0 after SIGTERM or SIGUSR1, 130 after SIGINT, else that of the first
   *     current worker that failed
   */
  public int run() {
    try {
      Readiness.keepFromChildren();
      for (SocketSettings socket : options.masterSockets()) {
        listeners.add(MasterListener.open(socket));
      }
      ProcessSignal.deliverTo(events);
      prepareReports();
      RunningWorker first = RunningWorker.start(null, workerArguments());
      announcer.tell(Severity.NOTICE, "New worker (" + first.pid() + ") forked");
      if (!first.awaitReady()) {
        return SystemCalls.waitFor(first.pid());
      }
      add(first);
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
    announcer.startup().end();
    listeners.forEach(listener -> listener.start(workers));
    serviceManager.ready();
    Watchdog.start(serviceManager, workers, announcer);
    if (options.background()) {
      BackgroundStart.detach();
    }
    if (role != Role.FIRST) {
      Readiness.announce();
    }
  }

  private void add(RunningWorker worker) {
    workers.add(worker);
    Thread.ofPlatform()
        .daemon()
        .name("worker-" + worker.pid())
        .start(() -> events.add(new Ended(worker, awaitEnd(worker.pid()))));
  }

  private int awaitEnd(int pid) {
    try {
      return SystemCalls.waitFor(pid);
    } catch (SystemCallException e) {
      announcer.tell(Severity.ALERT, "Cannot wait for the worker: " + e.getMessage());
      return 1;
    }
  }

  private int watch() throws SystemCallException, InterruptedException {
    while (!workers.all().isEmpty() || (restarts && !stopping)) {
      switch (events.take()) {
        case Ended ended -> ended(ended.worker(), ended.exitCode());
        case ProcessSignal signal
            when signal == ProcessSignal.HUP || signal == ProcessSignal.USR2 ->
            reload();
        case Restart _ -> restart();
        case Workers.ReloadRequest request -> request.outcome().complete(reload());
        case ProcessSignal signal -> stop(signal);
        default -> throw new IllegalStateException();
      }
    }
    announcer.tell(Severity.WARNING, "All workers exited. Exiting... (" + exitCode + ")");
    return exitCode;
  }

  private void stop(ProcessSignal signal) throws SystemCallException {
    if (!stopping) {
      stopping = true;
      announcer.tell(Severity.WARNING, "Exiting Master process...");
      serviceManager.stopping();
    }
    workers.all().forEach(worker -> kill(worker, signal));
  }

  /** A worker that has just ended needs no signal; its end is the next event. */
  private void kill(RunningWorker worker, ProcessSignal signal) {
    try {
      SystemCalls.kill(worker.pid(), signal.number());
    } catch (SystemCallException e) {
      announcer.tell(
          Severity.WARNING,
          "Cannot send a signal to worker (" + worker.pid() + "): " + e.getMessage());
    }
  }

  /** Says why it failed, or null. */
  private @Nullable String reload() throws SystemCallException {
    if (stopping) {
      return "the master is about to end";
    }
    workers.reloading();
    announcer.startup().begin();
    announcer.tell(Severity.NOTICE, "Reloading: a new worker reads the configuration.");
    serviceManager.reloading();
    RunningWorker old = workers.current();
    String failure = replace(old);
    workers.reloaded(failure == null);
    if (failure == null) {
      restarts = false;
      announcer.tell(Severity.NOTICE, "Loading success.");
      serviceManager.ready();
      endOverdueWorkers();
    } else {
      announcer.tell(
          Severity.ALERT,
          "Reloading failed: "
              + failure
              + (old == null ? "." : "; worker (" + old.pid() + ") goes on as it is."));
      serviceManager.reloadFailed();
      tellRefused(failure);
    }
    announcer.startup().end();
    return failure;
  }

  /** Ends workers that have not left though they have seen more reloads than they may. */
  private void endOverdueWorkers() {
    if (options.mostReloads() >= 0) {
      workers
          .beyond(options.mostReloads())
          .forEach(
              worker -> {
                announcer.tell(
                    Severity.WARNING,
                    "Worker ("
                        + worker.pid()
                        + ") has seen more than "
                        + options.mostReloads()
                        + " reloads ('mworker-max-reloads') and is ended.");
                kill(worker, ProcessSignal.TERM);
              });
    }
  }

  /** Has a new worker follow {@code old}, if there is one; says why where it does not. */
  private @Nullable String replace(@Nullable RunningWorker old) {
    try {
      RunningWorker fresh = RunningWorker.start(old, workerArguments());
      announcer.tell(Severity.NOTICE, "New worker (" + fresh.pid() + ") forked");
      if (!fresh.awaitReady()) {
        fresh.close();
        int code = SystemCalls.waitFor(fresh.pid());
        return "worker ("
            + fresh.pid()
            + ") exited with code "
            + code
            + " ("
            + ProcessSignal.describe(code)
            + ")";
      }
      add(fresh);
      if (old != null) {
        kill(old, ProcessSignal.USR1);
      }
      return null;
    } catch (SystemCallException e) {
      return e.getMessage();
    }
  }

  private void ended(RunningWorker worker, int code) throws SystemCallException {
    boolean isCurrent = worker == workers.current();
    workers.remove(worker);
    worker.close();
    announcer.tell(
        isCurrent && code >= SIGNALLED ? Severity.ALERT : Severity.WARNING,
        (isCurrent ? "Current" : "Former")
            + " worker ("
            + worker.pid()
            + ") exited with code "
            + code
            + " ("
            + ProcessSignal.describe(code)
            + ")");
    if (isFailure(code)) {
      report(worker, code);
    }
    if (!isCurrent) {
      return;
    }
    if (!stopping && isFailure(code) && options.goesOnAfterFailure()) {
      failedStarts = worker.uptimeSeconds() < STEADY_SECONDS ? failedStarts + 1 : 0;
      restartLater();
      return;
    }
    if (exitCode == 0 && code != ProcessSignal.TERM.exitCode()) {
      exitCode = code;
    }
    if (!stopping && isFailure(code)) {
      announcer.tell(Severity.ALERT, "exit-on-failure: killing every processes with SIGTERM");
      stop(ProcessSignal.TERM);
    }
  }

  private List<String> workerArguments() {
    CrashReports reports = options.crashReports();
    return reports == null ? List.of() : reports.workerArguments();
  }

  private void prepareReports() {
    CrashReports reports = options.crashReports();
    if (reports != null) {
      try {
        reports.prepare();
      } catch (IOException e) {
        announcer.tell(Severity.WARNING, "No crash reports can be kept: " + e);
      }
    }
  }

  private void report(RunningWorker worker, int code) {
    CrashReports reports = options.crashReports();
    if (reports == null) {
      return;
    }
    String ending = "code " + code + " (" + ProcessSignal.describe(code) + ")";
    try {
      announcer.tell(
          Severity.WARNING,
          "What is known of it is in "
              + reports.write(
                  workers.version(), worker.pid(), ending, worker.uptimeSeconds(), Instant.now())
              + ".");
    } catch (IOException e) {
      announcer.tell(Severity.WARNING, "No crash report can be written: " + e);
    }
  }

  private void tellRefused(String failure) {
    CrashReports reports = options.crashReports();
    if (reports != null) {
      try {
        reports.refused(failure);
      } catch (IOException e) {
        announcer.tell(Severity.WARNING, "Alerts cannot be told of that: " + e);
      }
    }
  }

  /** The first failure is made good at once; later ones wait for 1, 2, 4 seconds, and so on. */
  private void restartLater() {
    restarts = true;
    int doublings = Math.min(failedStarts - 2, 10);
    Duration pause = failedStarts < 2 ? Duration.ZERO : Duration.ofSeconds(1L << doublings);
    Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    if (bounded.isZero()) {
      events.add(new Restart());
      return;
    }
    announcer.tell(
        Severity.WARNING,
        "The next worker is started in "
            + bounded.toSeconds()
            + " s, because "
            + failedStarts
            + " workers in a row failed soon after their start.");
    Thread.ofVirtual()
        .start(
            () -> {
              LockSupport.parkNanos(bounded.toNanos());
              events.add(new Restart());
            });
  }

  private void restart() {
    // A reload may have made a worker meanwhile, or the master may be about to end.
    if (stopping || workers.current() != null) {
      return;
    }
    String failure = replace(null);
    if (failure == null) {
      restarts = false;
      return;
    }
    announcer.tell(Severity.ALERT, "No worker takes the place of the one that failed: " + failure);
    failedStarts++;
    restartLater();
  }

  /** Whether a worker that was not told to end would end so. */
  private static boolean isFailure(int code) {
    return code != 0
        && code != ProcessSignal.INT.exitCode()
        && code != ProcessSignal.TERM.exitCode();
  }
}
