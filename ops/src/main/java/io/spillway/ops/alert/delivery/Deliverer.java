package io.spillway.ops.alert.delivery;

import io.spillway.facility.provider.Backoff;
import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import io.spillway.ops.alert.channel.Channel;
import io.spillway.ops.alert.channel.ChannelException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells a channel what its queue holds, on a virtual thread of its own. Thread-safe. */
public final class Deliverer implements AutoCloseable {
  /** Hears how deliveries go; thread-safe. */
  @FunctionalInterface
  public interface Reporter {
    /** Something to know: {@code isTrouble} where the channel does not take what it is told. */
    void report(boolean isTrouble, String text);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String name;
  private final Channel channel;
  private final DeliveryQueue queue;
  private final Backoff backoff;
  private final Reporter reporter;
  private final ReentrantLock telling = new ReentrantLock();
  private final Thread thread;
  private volatile @Nullable String trouble;

  /**
   * Begins to tell.
   *
   * @param name of the channel
   * @param backoff the pauses between attempts
   */
  public Deliverer(
      String name, Channel channel, DeliveryQueue queue, Backoff backoff, Reporter reporter) {
    this.name = name;
    this.channel = channel;
    this.queue = queue;
    this.backoff = backoff;
    this.reporter = reporter;
    this.thread = Thread.ofVirtual().name("alert channel " + name).start(this::run);
  }

  /** What is wrong with the channel now, or null. */
  public @Nullable String trouble() {
    return trouble;
  }

  private void run() {
    int attempts = 0;
    try {
      while (true) {
        Notification notification = queue.first();
        Duration pause = tell(notification, attempts + 1);
        attempts = pause == null ? 0 : attempts + 1;
        if (pause != null) {
          Thread.sleep(pause);
        }
      }
    } catch (InterruptedException e) {
      // Closed: what waits stays in the queue.
      Thread.currentThread().interrupt();
    }
  }

  /** Tries once; returns how long to wait before the next attempt, or null when it is done. */
  private @Nullable Duration tell(Notification notification, int attempt)
      throws InterruptedException {
    telling.lockInterruptibly();
    try {
      channel.tell(notification);
      done(notification);
      if (trouble != null) {
        trouble = null;
        reporter.report(
            false, "channel " + name + " takes notifications again after " + attempt + " attempts");
      }
      return null;
    } catch (ChannelException e) {
      if (e.isFinal()) {
        done(notification);
        reporter.report(
            true,
            "channel "
                + name
                + " refused a notification for good: "
                + e.getMessage()
                + "; it said: "
                + notification.title());
        return null;
      }
      Duration pause = backoff.after(attempt, e.pause());
      if (trouble == null) {
        reporter.report(
            true,
            "channel "
                + name
                + " does not take notifications: "
                + e.getMessage()
                + "; tried again in "
                + Alert.words(pause)
                + ", and on");
      }
      trouble = e.getMessage();
      return pause;
    } finally {
      telling.unlock();
    }
  }

  private void done(Notification notification) {
    try {
      queue.taken(notification);
    } catch (IOException e) {
      reporter.report(
          true, "channel " + name + ": a notification that was told cannot be removed: " + e);
    }
  }

  /** Stops after the notification that is being told, if that takes no longer than two seconds. */
  @Override
  public void close() throws InterruptedException {
    queue.close();
    if (telling.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        thread.interrupt();
      } finally {
        telling.unlock();
      }
    } else {
      thread.interrupt();
    }
    thread.join(PATIENCE);
  }
}
