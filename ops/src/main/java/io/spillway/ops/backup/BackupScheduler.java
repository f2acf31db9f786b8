package io.spillway.ops.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups when they are due, on a virtual thread of its own. What fails is tried again after
 * a minute, then two, four … up to an hour, until it succeeds. Thread-safe.
 */
public final class BackupScheduler implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  private final BackupRun run;
  private final BackupDefinition definition;
  private final InstantSource clock;
  private final Duration firstPause;
  private final BackupEvent.Listener listener;
  private final Thread thread;
  private @Nullable Instant lastGood;

  private BackupScheduler(
      BackupDefinition definition,
      BackupRun run,
      InstantSource clock,
      Duration firstPause,
      BackupEvent.Listener listener) {
    this.definition = definition;
    this.run = run;
    this.clock = clock;
    this.firstPause = firstPause;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("configuration backups").unstarted(this::work);
  }

  /** Makes backups by {@code run} from now on, as {@code definition} says. */
  public static BackupScheduler start(
      BackupDefinition definition,
      BackupRun run,
      InstantSource clock,
      BackupEvent.Listener listener) {
    return start(definition, run, clock, FIRST_PAUSE, listener);
  }

  static BackupScheduler start(
      BackupDefinition definition,
      BackupRun run,
      InstantSource clock,
      Duration firstPause,
      BackupEvent.Listener listener) {
    BackupScheduler scheduler = new BackupScheduler(definition, run, clock, firstPause, listener);
    scheduler.thread.start();
    return scheduler;
  }

  private void work() {
    try {
      if (definition.onStart()) {
        make("start", clock.instant());
      }
      for (Instant due = next(clock.instant()); due != null; due = next(clock.instant())) {
        sleepUntil(due);
        make("schedule", due);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Instant next(Instant moment) {
    BackupSchedule schedule = definition.schedule();
    return schedule == null ? null : schedule.after(moment).orElse(null);
  }

  /** Tries until it succeeds. */
  private void make(String reason, Instant due) throws InterruptedException {
    Duration pause = firstPause;
    boolean toldLate = false;
    Instant overdue = next(due);
    while (true) {
      try {
        BackupRun.Outcome outcome = run.run(reason);
        lastGood = clock.instant();
        listener.happened(new BackupEvent.Done(definition.target().text(), outcome));
        return;
      } catch (BackupException e) {
        fail(e.reason(), pause);
        if (!toldLate && overdue != null && !clock.instant().isBefore(overdue)) {
          listener.happened(new BackupEvent.Late(due, e.reason()));
          toldLate = true;
        }
      } catch (RuntimeException e) {
        fail("this is a mistake of the program's own: " + e, pause);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private void fail(String reason, Duration pause) {
    listener.happened(
        new BackupEvent.Failed(
            reason, lastGood, clock.instant().plus(pause).truncatedTo(ChronoUnit.SECONDS)));
  }

  /**
   * Looks at the clock again and again, which may be set and stands still while a machine sleeps.
   */
  private void sleepUntil(Instant due) throws InterruptedException {
    for (Duration left = Duration.between(clock.instant(), due);
        left.isPositive();
        left = Duration.between(clock.instant(), due)) {
      TimeUnit.NANOSECONDS.sleep(Math.min(left.toNanos(), LONGEST_SLEEP.toNanos()));
    }
  }

  /** Makes no more backups; one that is being made is given up. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
