package io.spillway.process;

import io.spillway.config.Severity;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Service} and answers signals (management manual, chapters 4 and 5): SIGINT and
 * SIGTERM end it at once, SIGUSR1 once its streams have ended, SIGHUP tells the servers' states.
 * Confined to the main thread.
 */
public final class Worker {
  /** Comes between the signals when the last stream has ended. */
  private record Drained() {}

  private final Service service;
  private final Role role;
  private final ProcessOptions options;
  private final Announcer announcer;
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

  /** A worker that has not begun. */
  public Worker(Service service, Role role, ProcessOptions options, Announcer announcer) {
    this.service = service;
    this.role = role;
    this.options = options;
    this.announcer = announcer;
  }

  /**
   * Runs until a signal ends it.
   *
   * @return the exit code: 0 after a soft stop, 130 after SIGINT, 143 after SIGTERM, 1 where it
   *     could not start
   */
  public int run() {
    try {
      begin();
      return serve();
    } catch (StartException e) {
      announcer.tell(Severity.ALERT, e.reason());
    } catch (SystemCallException e) {
      announcer.tell(Severity.ALERT, "[haproxy.main()] Cannot start: " + e.getMessage() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      service.stop();
    }
    return 1;
  }

  private void begin() throws StartException, SystemCallException {
    if (options.descriptorLimit() > 0) {
      limitDescriptors(options.descriptorLimit());
    }
    ProcessSignal.deliverTo(events);
    service.start();
    WorkerChannel.serve(service::answer);
    if (options.background() && role != Role.WORKER && options.pidFile() != null) {
      PidFile.write(options.pidFile());
    }
    endOldProcesses();
    if (!options.privileges().equals(Privileges.KEEP)) {
      options.privileges().giveUp();
    }
    service.settled();
    if (options.background() && role != Role.WORKER) {
      BackgroundStart.detach();
    }
    if (role == Role.WORKER) {
      // A worker without a master could not be stopped by those who know the master alone. The
      // system forgets this wish when the user changes, so it comes after that.
      SystemCalls.signalOnEndOfParent(ProcessSignal.TERM.number());
    }
    announcer.startup().end();
    if (role != Role.FIRST) {
      Readiness.announce();
    }
  }

  private static void limitDescriptors(long limit) throws StartException {
    try {
      SystemCalls.limitDescriptors(limit);
    } catch (SystemCallException e) {
      throw new StartException(
          "[haproxy.main()] Cannot set the limit of open descriptors to "
              + limit
              + ": "
              + e.getMessage()
              + ".");
    }
  }

  private void endOldProcesses() {
    ProcessSignal signal = options.oldProcessesFinish() ? ProcessSignal.USR1 : ProcessSignal.TERM;
    for (long pid : options.oldProcesses()) {
      try {
        SystemCalls.kill(pid, signal.number());
      } catch (SystemCallException e) {
        announcer.tell(
            Severity.WARNING,
            "kill() failed to send signal to process " + pid + " : " + e.getMessage());
      }
    }
  }

  private int serve() throws InterruptedException {
    long graceEnd = Long.MAX_VALUE;
    long hardStop = Long.MAX_VALUE;
    boolean stopping = false;
    while (true) {
      Object event = next(Math.min(graceEnd, hardStop));
      if (event == null && graceEnd != Long.MAX_VALUE) {
        graceEnd = Long.MAX_VALUE;
        hardStop = softStop();
        continue;
      }
      switch (event) {
        case null -> {
          announcer.tell(
              Severity.WARNING, "soft-stop running for too long, performing a hard-stop.");
          return 0;
        }
        case Drained _ -> {
          return 0;
        }
        case ProcessSignal signal when signal == ProcessSignal.HUP -> service.tellStates();
        case ProcessSignal signal when signal == ProcessSignal.USR2 -> {}
        case ProcessSignal signal when signal == ProcessSignal.USR1 -> {
          if (!stopping) {
            stopping = true;
            if (options.graceMillis() > 0) {
              graceEnd = after(options.graceMillis());
              service.announceStop();
            } else {
              hardStop = softStop();
            }
          }
        }
        case ProcessSignal signal -> {
          return signal.exitCode();
        }
        default -> throw new IllegalStateException();
      }
    }
  }

  /** Begins to stop; when to give up waiting for streams, of {@link System#nanoTime}. */
  private long softStop() {
    var _ = service.softStop().thenRun(() -> events.add(new Drained()));
    return options.hardStopMillis() > 0 ? after(options.hardStopMillis()) : Long.MAX_VALUE;
  }

  private static long after(long millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The next event, or null once {@code deadline}, of {@link System#nanoTime}, has passed. */
  private @Nullable Object next(long deadline) throws InterruptedException {
    return deadline == Long.MAX_VALUE
        ? events.take()
        : events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
