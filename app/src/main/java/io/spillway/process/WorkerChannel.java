package io.spillway.process;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/**
 * What ties a worker to its master: a pair of unix sockets. The master sends connections over it,
 * on which the worker then answers commands of the runtime API; a new worker gets the listening
 * sockets of the one before it so. Connections are made from any thread; the rest is confined to
 * the master's main thread, or to the worker's thread.
 */
public final class WorkerChannel {
  private static final String PROPERTY = "spillway.channel";
  private static final byte[] CONNECTION = {'C'};

  private final int own;
  private final int ofWorker;
  private boolean isClosed;

  private WorkerChannel(int own, int ofWorker) {
    this.own = own;
    this.ofWorker = ofWorker;
  }

  /** A channel for a worker that is about to start. */
  static WorkerChannel open() throws SystemCallException {
    int[] pair = SocketCalls.pair();
    SystemCalls.closeOnExec(pair[0]);
    return new WorkerChannel(pair[0], pair[1]);
  }

  /** The argument of the virtual machine by which the worker finds it. */
  String argument() {
    return "-D" + PROPERTY + "=" + ofWorker;
  }

  /** Closes the worker's side here, once the worker has inherited it. */
  void started() throws SystemCallException {
    SystemCalls.close(ofWorker);
  }

  /**
   * A new connection to the worker, for a child.
   *
   * @return the near side's descriptor, which children inherit
   */
  int connectForChild() throws SystemCallException {
    return connect(SocketCalls.pair());
  }

  /**
   * A new connection to the worker.
   *
   * @return the near side's descriptor, which children do not inherit
   */
  int connect() throws SystemCallException {
    return connect(SocketCalls.pairOfThisProcess());
  }

  private synchronized int connect(int[] pair) throws SystemCallException {
    try {
      if (isClosed) {
        throw new SystemCallException("the worker has ended");
      }
      SocketCalls.send(own, CONNECTION, List.of(pair[1]));
    } catch (SystemCallException e) {
      SystemCalls.close(pair[0]);
      throw e;
    } finally {
      SystemCalls.close(pair[1]);
    }
    return pair[0];
  }

  /** Forgets the worker. */
  synchronized void close() throws SystemCallException {
    isClosed = true;
    SystemCalls.close(own);
  }

  /** In a worker: the descriptor on which the master sends connections; else empty. */
  public static OptionalInt ofProcess() {
    Integer descriptor = Integer.getInteger(PROPERTY);
    return descriptor == null ? OptionalInt.empty() : OptionalInt.of(descriptor);
  }

  /** In a worker: has {@code server} serve each connection that the master sends. */
  static void serve(IntConsumer server) {
    if (ofProcess().isEmpty()) {
      return;
    }
    int channel = ofProcess().getAsInt();
    Thread.ofPlatform()
        .daemon()
        .name("master")
        .start(
            () -> {
              try {
                SystemCalls.closeOnExec(channel);
                SocketCalls.Message message = SocketCalls.receive(channel, 1);
                while (message.bytes().length > 0) {
                  message.descriptors().forEach(server::accept);
                  message = SocketCalls.receive(channel, 1);
                }
              } catch (SystemCallException e) {
                // The master is gone, and the system ends this process.
                return;
              }
            });
  }
}
