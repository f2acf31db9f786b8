package io.spillway.net;

import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The deadlines of one event loop: a binary heap in which an entry stays where it is when its
 * deadline moves to later, and is put right only when it comes up. Confined to its loop.
 */
public final class Timers implements Runnable {
  private final EventLoop eventLoop;
  private final LoopClock clock;
  private Timeout[] heap = new Timeout[64];
  private int size;
  private long wakeUpAt = Timeout.NEVER;

  Timers(EventLoop eventLoop, LoopClock clock) {
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  /** Milliseconds on a clock that only goes forward. */
  long millis() {
    return clock.millis();
  }

  void changed(Timeout timeout) {
    assert eventLoop.inEventLoop();
    if (timeout.index == Timeout.NOT_QUEUED) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      timeout.queuedFor = timeout.deadline;
      siftUp(size++, timeout);
    } else if (timeout.deadline < timeout.queuedFor) {
      timeout.queuedFor = timeout.deadline;
      siftUp(timeout.index, timeout);
    } else {
      return;
    }
    wakeUpInTime();
  }

  void remove(Timeout timeout) {
    assert eventLoop.inEventLoop();
    int index = timeout.index;
    if (index == Timeout.NOT_QUEUED) {
      return;
    }
    timeout.index = Timeout.NOT_QUEUED;
    Timeout last = heap[--size];
    heap[size] = null;
    if (last != timeout) {
      siftDown(index, last);
      if (heap[index] == last) {
        siftUp(index, last);
      }
    }
  }

  /** Expires what is due; called by the event loop. */
  @Override
  public void run() {
    clock.refresh();
    wakeUpAt = Timeout.NEVER;
    long now = millis();
    while (size > 0 && heap[0].queuedFor <= now) {
      Timeout first = heap[0];
      if (first.deadline == Timeout.NEVER) {
        remove(first);
      } else if (first.deadline > now) {
        first.queuedFor = first.deadline;
        siftDown(0, first);
      } else {
        remove(first);
        expire(first);
      }
    }
    wakeUpInTime();
  }

  /** A bug in what one timeout does must not keep the others from coming. */
  private static void expire(Timeout timeout) {
    try {
      timeout.expire();
    } catch (RuntimeException | AssertionError e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private void wakeUpInTime() {
    if (size > 0 && heap[0].queuedFor < wakeUpAt) {
      wakeUpAt = heap[0].queuedFor;
      // One more wake-up than needed where a later one is still scheduled: it finds nothing due.
      eventLoop.schedule(this, Math.max(1, wakeUpAt - millis()), TimeUnit.MILLISECONDS);
    }
  }

  private void siftUp(int start, Timeout timeout) {
    int index = start;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (heap[parent].queuedFor <= timeout.queuedFor) {
        break;
      }
      place(index, heap[parent]);
      index = parent;
    }
    place(index, timeout);
  }

  private void siftDown(int start, Timeout timeout) {
    int index = start;
    while (true) {
      int child = 2 * index + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1].queuedFor < heap[child].queuedFor) {
        child++;
      }
      if (heap[child].queuedFor >= timeout.queuedFor) {
        break;
      }
      place(index, heap[child]);
      index = child;
    }
    place(index, timeout);
  }

  private void place(int index, Timeout timeout) {
    heap[index] = timeout;
    timeout.index = index;
  }
}
