package io.spillway.net;

import io.netty.channel.EventLoop;

/**
 * One event loop: a thread, its sockets and its timers. Immutable; what it leads to is confined to
 * the loop's thread.
 */
public final class Loop {
  private final int index;
  private final EventLoop eventLoop;
  private final LoopClock clock = new LoopClock();
  private final Timers timers;
  private final TlsTally tls = new TlsTally();

  Loop(int index, EventLoop eventLoop) {
    this.index = index;
    this.eventLoop = eventLoop;
    this.timers = new Timers(eventLoop, clock);
  }

  /** The loop's number from 0: the stripe that it counts in. */
  public int index() {
    return index;
  }

  /** The loop's timers. */
  public Timers timers() {
    return timers;
  }

  /** The time as this loop last read it. */
  public LoopClock clock() {
    return clock;
  }

  /** What is counted of the loop's secure connections. */
  public TlsTally tls() {
    return tls;
  }

  /** Whether the caller runs on this loop. */
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  /** Runs {@code task} on this loop, soon. Callable from any thread. */
  public void execute(Runnable task) {
    eventLoop.execute(
        () -> {
          clock.refresh();
          task.run();
        });
  }

  EventLoop eventLoop() {
    return eventLoop;
  }
}
