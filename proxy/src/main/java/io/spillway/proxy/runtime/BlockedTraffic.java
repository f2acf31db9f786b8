package io.spillway.proxy.runtime;

import io.spillway.net.EventLoops;
import io.spillway.net.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Warns where an event loop has not turned for some time: {@code warn-blocked-traffic-after}
 * (configuration manual, chapter 3.3). Each loop is given a task, and while it does not run that,
 * its traffic stands still; it is told again each time that this has lasted twice as long. A pause
 * of the whole process stops this watch, too, and is no loop's fault. Thread-safe.
 */
final class BlockedTraffic implements AutoCloseable {
  private static final int LOOKS_PER_LIMIT = 4;
  private static final long SHORTEST_PACE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int SHOWN_FRAMES = 30;

  /** A loop, and the task that it was last given. */
  private static final class Pulse {
    private final Loop loop;
    private volatile @Nullable Thread thread;
    private volatile boolean isBeating;
    private long given;
    private long due;

    Pulse(Loop loop) {
      this.loop = loop;
    }

    void beat() {
      thread = Thread.currentThread();
      isBeating = false;
    }
  }

  private final List<Pulse> pulses = new ArrayList<>();
  private final long limit;
  private final long pace;
  private final Consumer<String> warnings;
  private final Thread watch;
  private final AtomicLong given = new AtomicLong();

  /**
   * A watch that has not begun.
   *
   * @param limit for how long a loop may stand still
   * @param warnings hears of one that does, and where it stands
   */
  BlockedTraffic(EventLoops loops, Duration limit, Consumer<String> warnings) {
    loops.loops().forEach(loop -> pulses.add(new Pulse(loop)));
    this.limit = limit.toNanos();
    this.pace = Math.max(SHORTEST_PACE, this.limit / LOOKS_PER_LIMIT);
    this.warnings = warnings;
    this.watch = Thread.ofPlatform().daemon().name("traffic watch").unstarted(this::run);
  }

  void start() {
    for (Pulse pulse : pulses) {
      pulse.loop.execute(() -> pulse.thread = Thread.currentThread());
    }
    watch.start();
  }

  private void run() {
    try {
      long last = System.nanoTime();
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.NANOSECONDS.sleep(pace);
        long now = System.nanoTime();
        boolean wasPaused = now - last > pace + limit / 2;
        last = now;
        for (Pulse pulse : pulses) {
          look(pulse, now, wasPaused);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  private void look(Pulse pulse, long now, boolean wasPaused) {
    if (!pulse.isBeating) {
      pulse.isBeating = true;
      pulse.due = limit;
      pulse.given = now;
      pulse.loop.execute(pulse::beat);
    } else if (wasPaused) {
      pulse.given = now;
    } else if (now - pulse.given >= pulse.due) {
      pulse.due = 2 * (now - pulse.given);
      given.incrementAndGet();
      warnings.accept(text(pulse, now));
    }
  }

  /** How many warnings were given. */
  long warnings() {
    return given.get();
  }

  private static String text(Pulse pulse, long now) {
    StringBuilder out = new StringBuilder("thread ");
    out.append(pulse.loop.index() + 1)
        .append(" has stopped processing traffic for ")
        .append(TimeUnit.NANOSECONDS.toMillis(now - pulse.given))
        .append(" milliseconds. It stands at:");
    Thread thread = pulse.thread;
    StackTraceElement[] frames = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    for (int i = 0; i < Math.min(SHOWN_FRAMES, frames.length); i++) {
      out.append("\n    ").append(frames[i]);
    }
    return out.toString();
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
