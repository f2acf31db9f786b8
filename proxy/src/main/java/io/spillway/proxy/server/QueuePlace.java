package io.spillway.proxy.server;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A waiter's place in a queue. Immutable but for the server's lock-protected removal; see {@link
 * WaitQueue}.
 */
public final class QueuePlace {
  static final Comparator<QueuePlace> ORDER =
      Comparator.comparingInt((QueuePlace place) -> place.priorityClass)
          .thenComparingLong(place -> place.time)
          .thenComparingLong(place -> place.arrival);

  final Waiter waiter;
  final @Nullable Server server;
  private final int priorityClass;
  private final long time;
  private final long arrival;
  private final int ahead;

  QueuePlace(Waiter waiter, @Nullable Server server, long nowMillis, long arrival, int ahead) {
    this.waiter = waiter;
    this.server = server;
    this.priorityClass = waiter.priorityClass();
    this.time = nowMillis + waiter.priorityOffset();
    this.arrival = arrival;
    this.ahead = ahead;
  }

  /** The server whose queue it is, or null for the backend's. */
  public @Nullable Server server() {
    return server;
  }

  /** How many were in the queue already when this one came: what the log shows. */
  public int ahead() {
    return ahead;
  }
}
