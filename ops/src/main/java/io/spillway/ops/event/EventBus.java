package io.spillway.ops.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Takes events from any thread and hands them to the one that takes them, in their order.
 * Thread-safe; publishing never waits for whoever takes.
 *
 * <p>It is bounded: where more events wait than it has room for, the last of each subject is kept
 * and replaces the one before, so that what is known of every subject is right in the end. There
 * are as many subjects as the configuration has servers, backends, names and instances.
 */
public final class EventBus {
  private final InstantSource clock;
  private final int capacity;
  private final ArrayDeque<TimedEvent> waiting = new ArrayDeque<>();
  private final SequencedMap<String, TimedEvent> last = new LinkedHashMap<>();
  private long replaced;

  /**
   * An empty bus.
   *
   * @param capacity how many events may wait before only the last of each subject is kept
   * @param clock when events happen
   */
  public EventBus(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /** This happened just now. */
  public void publish(Event event) {
    synchronized (this) {
      TimedEvent timed = new TimedEvent(clock.instant(), event);
      if (last.isEmpty() && waiting.size() < capacity) {
        waiting.add(timed);
      } else if (last.putLast(event.subject().key(), timed) != null) {
        replaced++;
      }
      notifyAll();
    }
  }

  /**
   * Takes all events that wait, in their order; waits for one, if there is none, until {@code
   * patience} is over or {@link #wake} is called.
   */
  public List<TimedEvent> take(Duration patience) throws InterruptedException {
    synchronized (this) {
      if (waiting.isEmpty() && last.isEmpty() && patience.isPositive()) {
        long millis = Math.max(1, patience.toMillis());
        wait(millis);
      }
      List<TimedEvent> taken = new ArrayList<>(waiting);
      for (Map.Entry<String, TimedEvent> entry : last.entrySet()) {
        taken.add(entry.getValue());
      }
      waiting.clear();
      last.clear();
      return taken;
    }
  }

  /** Ends a {@link #take} that waits. */
  public synchronized void wake() {
    notifyAll();
  }

  /** How many events were replaced by later ones since this was last asked. */
  public synchronized long takeReplaced() {
    long count = replaced;
    replaced = 0;
    return count;
  }

  /** The time now, by the clock of the events. */
  public Instant now() {
    return clock.instant();
  }
}
