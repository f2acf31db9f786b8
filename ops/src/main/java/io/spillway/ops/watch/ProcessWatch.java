package io.spillway.ops.watch;

import io.spillway.ops.event.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Looks at one process again and again, on a virtual thread. Thread-safe. */
final class ProcessWatch implements AutoCloseable {
  private final ProcessDefinition definition;
  private final Observer observer;
  private final Judgement judgement;
  private final Consumer<Event> listener;
  private final Thread thread;

  ProcessWatch(
      ProcessDefinition definition,
      Deadlines deadlines,
      Function<String, String> facilities,
      InstantSource clock,
      Consumer<Event> listener) {
    this.definition = definition;
    this.observer = new Observer(definition, deadlines, clock);
    this.judgement = new Judgement(definition, facilities);
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("process " + definition.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long start = System.nanoTime();
        Look look = observer.look();
        if (Thread.currentThread().isInterrupted()) {
          return; // It was this process that gave up.
        }
        judgement.accept(look).forEach(listener);
        Duration wait =
            judgement.isChanging()
                ? definition.pace().fastInterval()
                : definition.pace().interval();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, start + wait.toNanos() - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  ProcessDefinition definition() {
    return definition;
  }

  Judgement judgement() {
    return judgement;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
