package io.spillway.proxy;

import io.spillway.proxy.stats.Gauge;
import io.spillway.proxy.stats.Rate;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.StatusClasses;
import io.spillway.rules.VariableStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What all proxies of a process share. Thread-safe. */
public final class ProcessState {
  /** Stands for a time that does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Gauge connections = new Gauge();
  private final AtomicLong totalRequests = new AtomicLong();
  private final AtomicLong maxConnectionsReached = new AtomicLong();
  private final Statistics statistics;
  private final VariableStore variables;
  private final int hardMaxConnections;
  private volatile int maxConnections;
  private final int maxConnectionRate;
  private final int maxSessionRate;
  private final VariableLimits variableLimits;
  private final long closingMillis;
  private final StatusClasses statusClasses;
  private volatile long stopNanos;
  private volatile boolean stopping;
  private volatile boolean stopAnnounced;

  /**
   * A process without connections.
   *
   * @param loops how many event loops there are
   * @param maxConnections the most connections of clients at once
   * @param maxConnectionRate the most new connections a second, 0 for no limit
   * @param maxSessionRate the most new sessions a second, 0 for no limit
   * @param variableLimits the most bytes of variables of scopes but {@code proc}
   * @param closingMillis over how many milliseconds a soft stop spreads the ends of connections, 0
   *     for at once; {@link #NEVER} to let them live on
   * @param statusClasses which statuses stick tables count as errors and as failures
   * @param variables the variables of scope {@code proc}
   */
  public ProcessState(
      int loops,
      int maxConnections,
      int maxConnectionRate,
      int maxSessionRate,
      VariableLimits variableLimits,
      long closingMillis,
      StatusClasses statusClasses,
      VariableStore variables) {
    this.statistics = new Statistics(loops);
    this.hardMaxConnections = maxConnections;
    this.maxConnections = maxConnections;
    this.maxConnectionRate = maxConnectionRate;
    this.maxSessionRate = maxSessionRate;
    this.variableLimits = variableLimits;
    this.closingMillis = closingMillis;
    this.statusClasses = statusClasses;
    this.variables = variables;
  }

  /** The clients' connections. */
  public Gauge connections() {
    return connections;
  }

  /** The most connections of clients at once. */
  public int maxConnections() {
    return maxConnections;
  }

  /** Counts that {@link #maxConnections} are there, so that no more are accepted. */
  public void countMaxConnectionsReached() {
    maxConnectionsReached.incrementAndGet();
  }

  /** How often {@link #maxConnections} were there. */
  public long maxConnectionsReached() {
    return maxConnectionsReached.get();
  }

  /**
   * Changes {@link #maxConnections}.
   *
   * @param limit 1 to {@link #hardMaxConnections}; what is beyond is taken as the nearest
   */
  public void changeMaxConnections(int limit) {
    maxConnections = Math.clamp(limit, 1, hardMaxConnections);
  }

  /** The most connections of clients that the process was made for. */
  public int hardMaxConnections() {
    return hardMaxConnections;
  }

  /** The most new connections a second, 0 for no limit ({@code maxconnrate}). */
  public int maxConnectionRate() {
    return maxConnectionRate;
  }

  /** The most new sessions a second, 0 for no limit ({@code maxsessrate}). */
  public int maxSessionRate() {
    return maxSessionRate;
  }

  /** The most bytes of variables of scopes but {@code proc}. */
  public VariableLimits variableLimits() {
    return variableLimits;
  }

  /** Which statuses stick tables count as errors and as failures. */
  public StatusClasses statusClasses() {
    return statusClasses;
  }

  /** Connections accepted per second. */
  public Rate connectionRate() {
    return statistics.connectionRate();
  }

  /** What is counted for the process as a whole. */
  public Statistics statistics() {
    return statistics;
  }

  /** The variables of scope {@code proc}. */
  public VariableStore variables() {
    return variables;
  }

  /** Goes on counting streams from where an earlier process was; before traffic. */
  public void takeOver(long streamsBefore, int mostConnections) {
    totalRequests.addAndGet(streamsBefore);
    connections.raiseMax(mostConnections);
  }

  /** The next stream's number, from 0. */
  public long nextStreamNumber() {
    return totalRequests.getAndIncrement();
  }

  /** All streams that ever began. */
  public long totalStreams() {
    return totalRequests.get();
  }

  /**
   * Shows that {@link #stop} will follow, as {@code grace} wants; everything goes on until then.
   */
  public void announceStop() {
    stopAnnounced = true;
  }

  /** Whether the process stops, or is about to. */
  public boolean isStopAnnounced() {
    return stopAnnounced || stopping;
  }

  /** Asks all to end what they can end without harm: the soft stop. */
  public void stop() {
    stopNanos = System.nanoTime();
    stopping = true;
  }

  /**
   * For how many more milliseconds a soft stop leaves a connection to its client; 0 where it is to
   * end now, {@link #NEVER} where it need not.
   *
   * @param share where in the time of closing the connection's turn is: 0 to 1
   */
  public long keepsFor(double share) {
    if (!stopping || closingMillis == NEVER) {
      return NEVER;
    }
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopNanos);
    return Math.max(0, (long) (closingMillis * share) - passed);
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopping() {
    return stopping;
  }

  /** The wall clock, milliseconds since 1970. */
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}
