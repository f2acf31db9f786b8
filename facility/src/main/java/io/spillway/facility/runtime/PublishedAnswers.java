package io.spillway.facility.runtime;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.NameAnswers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The answers that hold now. Thread-safe; changed by one thread. */
final class PublishedAnswers implements NameAnswers {
  private final Reliance reliance;
  private final Map<String, NameAnswer> answers = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  PublishedAnswers(Reliance reliance) {
    this.reliance = reliance;
  }

  void publish(NameAnswer answer) {
    if (!answer.equals(answers.put(answer.name(), answer))) {
      listeners.forEach(listener -> listener.changed(answer));
    }
  }

  @Override
  public @Nullable NameAnswer answer(String name) {
    return answers.get(name);
  }

  @Override
  public boolean hold(long nanos) {
    return reliance.holds(nanos);
  }

  @Override
  public Collection<NameAnswer> all() {
    return List.copyOf(answers.values());
  }

  @Override
  public AutoCloseable onChange(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
