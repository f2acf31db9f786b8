package io.spillway.proxy.stream;

import io.spillway.proxy.Frontend;
import io.spillway.proxy.ProcessState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the number of connections within {@code maxconn} of the process, of each frontend and of
 * each listener, and their rate within {@code rate-limit sessions} and {@code maxconnrate}: where a
 * limit is reached the sockets concerned accept no more until there is room, and what comes waits
 * in the kernel. Thread-safe.
 */
final class Admission {
  private static final long RATE_PAUSE_MILLIS = 20;

  private final ProcessState process;
  private final ScheduledExecutorService timer;
  private final List<FrontendListener> all = new CopyOnWriteArrayList<>();
  private final AtomicBoolean recheckPlanned = new AtomicBoolean();
  private volatile boolean anyPaused;

  Admission(ProcessState process, ScheduledExecutorService timer) {
    this.process = process;
    this.timer = timer;
  }

  void add(FrontendListener listener) {
    all.add(listener);
  }

  /** Closes every listening socket. */
  void closeAll() {
    for (FrontendListener listener : all) {
      all.remove(listener);
      listener.close();
    }
  }

  /** A connection was accepted by {@code listener}: pauses what has to be. */
  void check(FrontendListener listener) {
    if (process.connections().value() >= process.maxConnections()) {
      process.countMaxConnectionsReached();
      all.forEach(this::pause);
      return;
    }
    Frontend frontend = listener.frontend();
    if (frontend.isFull()) {
      all.stream().filter(other -> other.frontend() == frontend).forEach(this::pause);
    } else if (listener.isFull()) {
      pause(listener);
    } else if (isTooFast(frontend)) {
      all.stream().filter(other -> other.frontend() == frontend).forEach(this::pause);
      planRecheck();
    }
  }

  private boolean isTooFast(Frontend frontend) {
    int limit = frontend.maxSessionRate();
    int processLimit = process.maxConnectionRate();
    int sessionLimit = process.maxSessionRate();
    long now = System.nanoTime() / 1_000_000;
    return (limit > 0 && frontend.statistics().sessionRate().perSecond(now) + 1 >= limit)
        || (processLimit > 0 && process.connectionRate().perSecond(now) + 1 >= processLimit)
        || (sessionLimit > 0
            && process.statistics().sessionRate().perSecond(now) + 1 >= sessionLimit);
  }

  private void pause(FrontendListener listener) {
    anyPaused = true;
    listener.listener().pause();
  }

  /** A session of {@code listener} ended: there may be room again. */
  void sessionEnded(FrontendListener listener) {
    if (anyPaused) {
      recheck();
    }
  }

  private void planRecheck() {
    if (recheckPlanned.compareAndSet(false, true)) {
      timer.schedule(
          () -> {
            recheckPlanned.set(false);
            recheck();
          },
          RATE_PAUSE_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  /** Lets every socket accept again that has no reason not to. */
  synchronized void recheck() {
    anyPaused = false;
    boolean full = process.connections().value() >= process.maxConnections();
    for (FrontendListener listener : all) {
      Frontend frontend = listener.frontend();
      if (full || frontend.isFull() || listener.isFull() || !frontend.accepts()) {
        anyPaused = true;
      } else if (isTooFast(frontend)) {
        anyPaused = true;
        planRecheck();
      } else if (!listener.isAccepting()) {
        listener.listener().resume();
      }
    }
  }
}
