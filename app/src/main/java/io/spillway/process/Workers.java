package io.spillway.process;

import io.spillway.ops.runtime.MasterStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All workers of a master that run, and how its reloads went. Changed by the master's main thread
 * alone, seen from any.
 */
final class Workers implements MasterStatus {
  /**
   * Asks the main thread for a reload.
   *
   * @param outcome completed with the reason of a failure, or with null
   */
  record ReloadRequest(CompletableFuture<@Nullable String> outcome) {}

  private record Entry(RunningWorker worker, int reloadsBefore) {}

  private record Connection(DescriptorStream stream) implements WorkerConnection {
    @Override
    public InputStream input() {
      return stream.input();
    }

    @Override
    public OutputStream output() {
      return stream.output();
    }

    @Override
    public void endOutput() throws IOException {
      stream.endOutput();
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  private final String version;
  private final StartupLog startup;
  private final BlockingQueue<Object> events;
  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();
  private volatile @Nullable RunningWorker current;
  private volatile int reloads;
  private volatile int failedReloads;

  /**
   * No workers yet.
   *
   * @param version the version of the master's program
   * @param startup what the master tells while workers start
   * @param events where requests go that the main thread answers
   */
  Workers(String version, StartupLog startup, BlockingQueue<Object> events) {
    this.version = version;
    this.startup = startup;
    this.events = events;
  }

  /** Adds one that is ready; it is the current one from now on. */
  void add(RunningWorker worker) {
    entries.add(new Entry(worker, reloads));
    current = worker;
  }

  /** Takes one out that has ended. */
  void remove(RunningWorker worker) {
    if (current == worker) {
      current = null;
    }
    entries.removeIf(entry -> entry.worker() == worker);
  }

  /**
   * The one that accepts connections; null when it has ended and others still finish their work.
   */
  @Nullable RunningWorker current() {
    return current;
  }

  /** All of them, in the order in which they started. */
  List<RunningWorker> all() {
    return entries.stream().map(Entry::worker).toList();
  }

  /** Those that have run through more than {@code mostReloads} reloads. */
  List<RunningWorker> beyond(int mostReloads) {
    return entries.stream()
        .filter(entry -> reloads - entry.reloadsBefore() > mostReloads)
        .map(Entry::worker)
        .toList();
  }

  /** Counts a reload that begins. */
  void reloading() {
    reloads = reloads + 1;
  }

  /** Counts how a reload went. */
  void reloaded(boolean succeeded) {
    failedReloads = succeeded ? 0 : failedReloads + 1;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public RunningProcess master() {
    long uptimeMillis = ManagementFactory.getRuntimeMXBean().getUptime();
    int pid = (int) ProcessHandle.current().pid();
    return new RunningProcess(pid, TimeUnit.MILLISECONDS.toSeconds(uptimeMillis), reloads);
  }

  @Override
  public String startupMessages() {
    return startup.text();
  }

  @Override
  public int failedReloads() {
    return failedReloads;
  }

  @Override
  public @Nullable RunningProcess currentWorker() {
    RunningWorker now = current;
    return entries.stream()
        .filter(entry -> entry.worker() == now)
        .map(this::describe)
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<RunningProcess> formerWorkers() {
    RunningWorker now = current;
    return entries.stream().filter(entry -> entry.worker() != now).map(this::describe).toList();
  }

  private RunningProcess describe(Entry entry) {
    RunningWorker worker = entry.worker();
    return new RunningProcess(
        worker.pid(), worker.uptimeSeconds(), reloads - entry.reloadsBefore());
  }

  @Override
  public WorkerConnection connect(int pid, int timeoutSeconds) throws IOException {
    for (Entry entry : entries) {
      if (entry.worker().pid() == pid) {
        try {
          int descriptor = entry.worker().connect();
          SocketCalls.limitSilence(descriptor, timeoutSeconds);
          return new Connection(new DescriptorStream(descriptor));
        } catch (SystemCallException e) {
          throw new IOException(e.getMessage(), e);
        }
      }
    }
    throw new IOException("there is no worker " + pid);
  }

  @Override
  public @Nullable String reload() throws InterruptedException {
    CompletableFuture<@Nullable String> outcome = new CompletableFuture<>();
    events.add(new ReloadRequest(outcome));
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
