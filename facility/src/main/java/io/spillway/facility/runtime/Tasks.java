package io.spillway.facility.runtime;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is to be done by the runtime's thread, in the order in which it came. Thread-safe. */
final class Tasks {
  private static final int MOST = 4096;
  private static final int IN_A_ROUND = 256;

  private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MOST);

  /** Completed with the answer to {@code question}, or exceptionally where too much waits. */
  <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean taken =
        waiting.offer(
            () -> {
              try {
                answer.complete(question.get());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    if (!taken) {
      answer.completeExceptionally(new IllegalStateException("too much is waiting to be done"));
    }
    return answer;
  }

  /** What cannot be taken is lost, as a message on the way might be; it will be said again. */
  void submit(Runnable task) {
    if (!waiting.offer(task)) {
      Thread.yield();
    }
  }

  /** Has the thread work a round. */
  void wake() {
    submit(() -> {});
  }

  /** The next task; null where none comes in time. */
  @Nullable Runnable await(long nanos) throws InterruptedException {
    return waiting.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  /** Does {@code first}, and what waits behind it, as much as fits into a round. */
  void work(@Nullable Runnable first) {
    Runnable task = first;
    for (int i = 1; task != null; i++) {
      task.run();
      task = i < IN_A_ROUND ? waiting.poll() : null;
    }
  }
}
