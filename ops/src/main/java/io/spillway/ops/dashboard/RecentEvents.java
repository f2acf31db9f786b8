package io.spillway.ops.dashboard;

import io.spillway.ops.event.EventBus;
import io.spillway.ops.event.EventHistory;
import io.spillway.ops.event.TimedEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last events in memory, for a process that keeps none on disk. What was published is taken
 * from the bus when somebody asks. Thread-safe.
 */
public final class RecentEvents {
  private static final int KEPT = 500;

  private final EventBus bus = new EventBus(KEPT, InstantSource.system());
  private final Deque<String> lines = new ArrayDeque<>();

  /** Where events go. */
  public EventBus bus() {
    return bus;
  }

  /** The last {@code count} events, the oldest first. */
  public synchronized List<String> last(int count) {
    try {
      for (TimedEvent event : bus.take(Duration.ZERO)) {
        lines.add(EventHistory.line(event));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    while (lines.size() > KEPT) {
      lines.removeFirst();
    }
    List<String> all = new ArrayList<>(lines);
    return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
  }
}
