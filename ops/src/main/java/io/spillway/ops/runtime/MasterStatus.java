package io.spillway.ops.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link MasterSession} sees of a master and its workers. Thread-safe. */
public interface MasterStatus {
  /**
   * A process.
   *
   * @param pid its id
   * @param uptimeSeconds for how long it has run
   * @param reloads how often the master has reloaded since the process started, and been asked to
   *     in vain
   */
  record RunningProcess(int pid, long uptimeSeconds, int reloads) {}

  /** A connection on which a worker answers commands. Confined to one thread. */
  interface WorkerConnection extends Closeable {
    /** What the worker says; ends when it has answered. */
    InputStream input();

    /** Where commands go. */
    OutputStream output();

    /** Says that no more commands come. */
    void endOutput() throws IOException;
  }

  /** The version of the master's program. */
  String version();

  /** The master. */
  RunningProcess master();

  /** What the master told when it last started a worker; whole lines. */
  String startupMessages();

  /** How many reloads have failed since the last one that succeeded. */
  int failedReloads();

  /** The worker that accepts connections; null when it has ended and others finish their work. */
  @Nullable RunningProcess currentWorker();

  /** The workers that finish their work, the oldest first. */
  List<RunningProcess> formerWorkers();

  /**
   * Connects to a worker.
   *
   * @param timeoutSeconds how long it may be silent before reading fails
   * @throws IOException when there is no such worker
   */
  WorkerConnection connect(int pid, int timeoutSeconds) throws IOException;

  /**
   * Has a new worker follow the current one, and waits until it does.
   *
   * @return why it does not, or null
   * @throws InterruptedException when the thread was interrupted while it waited
   */
  @Nullable String reload() throws InterruptedException;
}
