package io.spillway.proxy.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of servers that were told on one connection, by the numbers that stand for them from
 * then on: those used last, at most {@link #MOST}. Confined to the peers' loop.
 */
final class SentNames {
  /** As many as HAProxy keeps. */
  static final int MOST = 128;

  private final Map<String, Integer> numbers = new LinkedHashMap<>(MOST * 2, 0.75f, true);

  /** The number of {@code name}, from 1, or null where the other side does not know it. */
  @Nullable Integer known(String name) {
    return numbers.get(name);
  }

  /** Gives {@code name} a number, maybe one that stood for another name before. */
  int add(String name) {
    int number;
    if (numbers.size() < MOST) {
      number = numbers.size() + 1;
    } else {
      number = numbers.remove(numbers.keySet().iterator().next());
    }
    numbers.put(name, number);
    return number;
  }

  /** The names by number. */
  Map<String, Integer> all() {
    return numbers;
  }
}
