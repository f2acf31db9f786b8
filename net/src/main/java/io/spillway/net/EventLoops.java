package io.spillway.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops that carry all traffic. Thread-safe. */
public final class EventLoops implements AutoCloseable {
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final List<Loop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Starts the loops.
   *
   * @param count how many, at least 1 ({@code nbthread})
   * @param transport how they ask the kernel
   */
  public EventLoops(int count, Transport transport) {
    this(count, transport, "loop");
  }

  /** As {@link #EventLoops(int, Transport)}, with threads called {@code name-1} and so on. */
  public EventLoops(int count, Transport transport, String name) {
    this.transport = transport;
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        task -> {
          Thread thread = new LoopThread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    group = new MultiThreadIoEventLoopGroup(count, threads, transport.ioHandlers());
    List<Loop> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      IoEventLoop eventLoop = group.next();
      // What they need of the system is loaded now: there may be no files of it later (chroot).
      SocketCalls calls = transport == Transport.EPOLL ? new SocketCalls() : null;
      made.add(new Loop(i, eventLoop, calls));
    }
    loops = List.copyOf(made);
  }

  /** The loops, by index. */
  public List<Loop> loops() {
    return loops;
  }

  /** The loop whose turn it is to take a new connection. */
  public Loop next() {
    return loops.size() == 1
        ? loops.getFirst()
        : loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /**
   * Whether every loop turns: runs a task within {@code patience}. Blocks, and is not to be called
   * from a loop.
   */
  public boolean turn(Duration patience) throws InterruptedException {
    CountDownLatch turned = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.execute(turned::countDown));
    return turned.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How the loops ask the kernel. */
  public Transport transport() {
    return transport;
  }

  /** Ends the loops; what is still connected is cut off. */
  @Override
  public void close() {
    loops.forEach(loop -> loop.eventLoop().execute(loop.readBuffers()::close));
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Lets Netty keep its thread-local caches in a field instead of a map. */
  private static final class LoopThread extends FastThreadLocalThread {
    LoopThread(Runnable task, String name) {
      super(task, name);
    }
  }
}
