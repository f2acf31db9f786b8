package io.spillway.ops.watch;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends what takes longer than it may: whoever reads from it finds it closed. Thread-safe. */
final class Deadlines implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("process deadlines").unstarted(task));

  /** Closes {@code what} after {@code time}, unless the result is cancelled before. */
  ScheduledFuture<?> after(Duration time, Closeable what) {
    return timer.schedule(
        () -> {
          try {
            what.close();
          } catch (IOException e) {
            // It cannot be used any more, which was the purpose.
          }
        },
        time.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
