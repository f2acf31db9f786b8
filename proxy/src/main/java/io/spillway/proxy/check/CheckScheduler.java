package io.spillway.proxy.check;

import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerListener;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of many servers when their time has come: one timer thread for all, and a virtual
 * thread for each check that is running. Thread-safe.
 *
 * <p>A server is checked again when its interval has passed since the end of the last check.
 */
public final class CheckScheduler implements AutoCloseable {
  private final Spread spread;
  private final LongSupplier clock;
  private final DoubleSupplier random;
  private final Semaphore running;
  private final ScheduledThreadPoolExecutor timer;

  /** Held for reading while a result is told, for writing while the checks end. */
  private final ReadWriteLock telling = new ReentrantReadWriteLock();

  /**
   * How checks are kept from coming all at once.
   *
   * @param percent how much of its interval a check may come earlier or later ({@code
   *     spread-checks}), 0 to 50
   * @param maximumStartMillis within which time all first checks run ({@code max-spread-checks}); 0
   *     for no limit but the interval
   * @param concurrency how many checks may run at the same time
   */
  public record Spread(int percent, long maximumStartMillis, int concurrency) {
    /** No deviation, and a thousand at the same time. */
    public static final Spread DEFAULT = new Spread(0, 0, 1000);
  }

  /**
   * A scheduler without checks.
   *
   * @param clock milliseconds, monotonic
   * @param random gives numbers from 0 to 1
   */
  public CheckScheduler(Spread spread, LongSupplier clock, DoubleSupplier random) {
    this.spread = spread;
    this.clock = clock;
    this.random = random;
    this.running = new Semaphore(spread.concurrency());
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("checks").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Begins to run {@code checks}, their first runs spread evenly over the shortest interval. */
  public void start(List<? extends Probe> checks) {
    long window = checks.stream().mapToLong(check -> check.timing().interval()).min().orElse(0);
    for (int i = 0; i < checks.size(); i++) {
      Probe check = checks.get(i);
      long within = Math.max(window, check.timing().interval());
      if (spread.maximumStartMillis() > 0) {
        within = Math.min(within, spread.maximumStartMillis());
      }
      Task task = new Task(check);
      if (check instanceof Check) {
        check.server().state().addListener(task);
      }
      task.schedule(within * i / checks.size());
    }
  }

  /**
   * Ends all checks; those that are running are cut off without a result. Returns when no result is
   * being told any more, so that what listens to servers may be closed next. Not to be called by
   * who is being told a result.
   */
  @Override
  public void close() {
    telling.writeLock().lock();
    try {
      timer.shutdownNow();
    } finally {
      telling.writeLock().unlock();
    }
  }

  private void tell(Runnable result) {
    telling.readLock().lock();
    try {
      if (!timer.isShutdown()) {
        result.run();
      }
    } finally {
      telling.readLock().unlock();
    }
  }

  /** One server's checks. */
  private final class Task implements ServerListener {
    private final Probe check;
    private @Nullable Future<?> next;
    private boolean isRunning;

    Task(Probe check) {
      this.check = check;
    }

    private synchronized void schedule(long millis) {
      try {
        next = timer.schedule(this::begin, millis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        next = null;
      }
    }

    private void begin() {
      synchronized (this) {
        isRunning = true;
      }
      Thread.ofVirtual().name("check " + check.server().path()).start(this::run);
    }

    private void run() {
      if (check.isWanted()) {
        running.acquireUninterruptibly();
        try {
          tell(check.ask(this::deadline, clock));
        } finally {
          running.release();
        }
      }
      synchronized (this) {
        isRunning = false;
        schedule(pause());
      }
    }

    private Runnable deadline(long millis, Runnable action) {
      try {
        Future<?> set = timer.schedule(action, millis, TimeUnit.MILLISECONDS);
        return () -> set.cancel(false);
      } catch (RejectedExecutionException e) {
        action.run(); // closed meanwhile: this check is cut off as well
        return () -> {};
      }
    }

    private long pause() {
      long interval = check.interval();
      long deviation = interval * spread.percent() / 100;
      return interval + deviation - Math.round(2 * deviation * random.getAsDouble());
    }

    @Override
    public synchronized void errorsObserved(Server server) {
      Future<?> waiting = next;
      if (check.timing().fastInterval() > 0 && !isRunning && waiting != null) {
        if (waiting.cancel(false)) {
          schedule(check.timing().fastInterval());
        }
      }
    }
  }
}
