package io.spillway.process;

import io.spillway.config.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Gives systemd signs of life, and only while the current worker says that its event loops turn and
 * requests pass: what hangs is killed by systemd, and started again. Thread-safe.
 */
final class Watchdog {
  private static final String QUESTION = "show liveness\n";
  private static final String ANSWER = "alive";
  private static final int PATIENCE_SECONDS = 15;
  private static final int SIGNS = 2;

  private final ServiceManager serviceManager;
  private final Workers workers;
  private final Announcer announcer;
  private String trouble = "";

  private Watchdog(ServiceManager serviceManager, Workers workers, Announcer announcer) {
    this.serviceManager = serviceManager;
    this.workers = workers;
    this.announcer = announcer;
  }

  /** Begins, where the service manager wants signs of life. */
  static void start(ServiceManager serviceManager, Workers workers, Announcer announcer) {
    long micros = serviceManager.watchdogMicros();
    if (micros > 0) {
      Watchdog watchdog = new Watchdog(serviceManager, workers, announcer);
      Thread.ofPlatform()
          .daemon()
          .name("watchdog")
          .start(() -> watchdog.run(TimeUnit.MICROSECONDS.toNanos(micros / SIGNS)));
    }
  }

  private void run(long pace) {
    try {
      while (true) {
        long start = System.nanoTime();
        String found = look();
        if (found.equals(ANSWER)) {
          serviceManager.alive();
          tell("");
        } else {
          tell(found);
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, start + pace - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SystemCallException e) {
      announcer.tell(Severity.ALERT, "The watchdog has stopped: " + e.getMessage());
    }
  }

  private String look() {
    RunningWorker worker = workers.current();
    if (worker == null) {
      return "there is no worker";
    }
    try {
      int descriptor = worker.connect();
      SocketCalls.limitSilence(descriptor, PATIENCE_SECONDS);
      try (DescriptorStream stream = new DescriptorStream(descriptor)) {
        stream.output().write(QUESTION.getBytes(StandardCharsets.US_ASCII));
        stream.endOutput();
        return new String(stream.input().readAllBytes(), StandardCharsets.UTF_8).strip();
      }
    } catch (SystemCallException | IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void tell(String now) throws SystemCallException {
    if (!now.equals(trouble)) {
      trouble = now;
      if (!now.isEmpty()) {
        announcer.tell(Severity.ALERT, "The worker gives no sign of life: " + now + ".");
      }
      serviceManager.status(now.isEmpty() ? "Ready." : "Not alive: " + now);
    }
  }
}
