package io.spillway.proxy.server;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Waiters by priority class, then by time of arrival. Guarded by the {@link Dispatcher}'s lock,
 * except for {@link #size} and {@link #max}.
 */
final class WaitQueue {
  private final TreeSet<QueuePlace> places = new TreeSet<>(QueuePlace.ORDER);
  private volatile int size;
  private volatile int max;

  int size() {
    return size;
  }

  int max() {
    return max;
  }

  void resetMax() {
    max = size;
  }

  @Nullable QueuePlace first() {
    return places.isEmpty() ? null : places.first();
  }

  void add(QueuePlace place) {
    places.add(place);
    size = places.size();
    max = Math.max(max, size);
  }

  boolean remove(QueuePlace place) {
    boolean removed = places.remove(place);
    size = places.size();
    return removed;
  }

  /** Takes out those who would go elsewhere. */
  List<QueuePlace> removeUnforced() {
    List<QueuePlace> removed = new ArrayList<>();
    for (QueuePlace place : places) {
      if (!place.waiter.isPersistenceForced()) {
        removed.add(place);
      }
    }
    removed.forEach(places::remove);
    size = places.size();
    return removed;
  }
}
