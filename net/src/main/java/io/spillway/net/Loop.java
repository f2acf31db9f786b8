package io.spillway.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import org.jspecify.annotations.Nullable;

/**
 * One event loop: a thread, its sockets and its timers. What it leads to is confined to the loop's
 * thread.
 */
public final class Loop {
  private final int index;
  private final IoEventLoop eventLoop;
  private final LoopClock clock = new LoopClock();
  private final Timers timers;
  private final @Nullable SocketCalls calls;
  private final TlsTally tls = new TlsTally();
  private final ReadBuffers readBuffers = new ReadBuffers();

  Loop(int index, IoEventLoop eventLoop, @Nullable SocketCalls calls) {
    this.index = index;
    this.eventLoop = eventLoop;
    this.calls = calls;
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

  IoEventLoop eventLoop() {
    return eventLoop;
  }

  /** Has {@code handle} told of what its descriptor is ready for; to be called on the loop. */
  IoRegistration register(IoHandle handle) {
    return eventLoop.register(handle).getNow();
  }

  /** What is read goes into these; to be used on the loop. */
  ReadBuffers readBuffers() {
    return readBuffers;
  }

  /** The loop's calls of the kernel on sockets; to be used on the loop, with epoll. */
  SocketCalls calls() {
    SocketCalls made = calls;
    if (made == null) {
      throw new IllegalStateException("no epoll");
    }
    return made;
  }
}
