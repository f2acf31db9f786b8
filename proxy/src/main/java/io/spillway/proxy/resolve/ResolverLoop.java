package io.spillway.proxy.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The thread of all resolvers: it waits for messages, for times, and for what other threads have it
 * do. {@link #execute}, {@link #start} and {@link #close} are thread-safe, all else is confined to
 * the thread.
 */
final class ResolverLoop implements AutoCloseable {
  private static final long MOST_WAIT_MILLIS = 60_000;

  private record Alarm(long millis, Resolution resolution, Runnable action)
      implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      return Long.compare(millis, other.millis);
    }
  }

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private @Nullable Thread thread;
  private volatile boolean isClosed;

  ResolverLoop() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Selector selector() {
    return selector;
  }

  /** Milliseconds that never go back. */
  long now() {
    return System.nanoTime() / 1_000_000;
  }

  /** Begins to work; only the first call does anything. */
  synchronized void start() {
    if (thread == null && !isClosed) {
      thread = Thread.ofPlatform().daemon().name("resolvers").start(this::run);
    }
  }

  /** Has the thread run {@code task}. */
  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** Has {@code action} run at the resolution's deadline, unless that has changed by then. */
  void watch(Resolution resolution, Runnable action) {
    alarms.add(new Alarm(resolution.deadline(), resolution, action));
  }

  private void run() {
    while (!isClosed) {
      try {
        selector.select(Math.max(1, timeUntilNext(now())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.attachment() instanceof Transport transport) {
          transport.ready();
        }
      }
      selector.selectedKeys().clear();
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      ringAlarms();
    }
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Transport transport) {
        transport.close();
      }
    }
    closeSelector();
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long timeUntilNext(long now) {
    if (!tasks.isEmpty()) {
      return 1;
    }
    Alarm next = alarms.peek();
    return next == null ? MOST_WAIT_MILLIS : Math.min(MOST_WAIT_MILLIS, next.millis() - now);
  }

  private void ringAlarms() {
    long now = now();
    for (Alarm next = alarms.peek(); next != null && next.millis() <= now; next = alarms.peek()) {
      alarms.remove();
      if (next.resolution().deadline() == next.millis()) {
        next.action().run();
      }
    }
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (thread == null) {
      closeSelector();
    } else {
      selector.wakeup();
    }
  }
}
