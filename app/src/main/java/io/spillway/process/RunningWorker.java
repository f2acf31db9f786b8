package io.spillway.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker as its master knows it. Connections are made from any thread; the rest is confined to
 * the master's main thread.
 */
final class RunningWorker {
  private final int pid;
  private final Readiness readiness;
  private final WorkerChannel channel;
  private final long startedNanos = System.nanoTime();

  private RunningWorker(int pid, Readiness readiness, WorkerChannel channel) {
    this.pid = pid;
    this.readiness = readiness;
    this.channel = channel;
  }

  /**
   * Starts one.
   *
   * @param old the worker from which it goes on, or null
   * @param more further arguments of its virtual machine
   */
  static RunningWorker start(@Nullable RunningWorker old, List<String> more)
      throws SystemCallException {
    WorkerChannel channel = WorkerChannel.open();
    Readiness readiness = Readiness.open();
    List<Integer> connections = new ArrayList<>();
    try {
      List<String> arguments = new ArrayList<>(more);
      arguments.add(channel.argument());
      if (old != null) {
        connections.add(old.channel.connectForChild());
        connections.add(old.channel.connectForChild());
        arguments.addAll(List.of(Predecessor.arguments(connections.get(0), connections.get(1))));
      }
      int pid = ChildProcess.start(Role.WORKER, readiness, false, arguments);
      return new RunningWorker(pid, readiness, channel);
    } finally {
      channel.started();
      for (int connection : connections) {
        SystemCalls.close(connection);
      }
    }
  }

  int pid() {
    return pid;
  }

  /** For how long it has run. */
  long uptimeSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
  }

  /**
   * A new connection on which it answers commands.
   *
   * @throws SystemCallException when it has ended
   */
  int connect() throws SystemCallException {
    return channel.connect();
  }

  /** Waits until it listens; false where it ends before. */
  boolean awaitReady() throws SystemCallException {
    return readiness.await();
  }

  /** Forgets it, once it has ended. */
  void close() throws SystemCallException {
    channel.close();
  }
}
