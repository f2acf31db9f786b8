package io.spillway.proxy;

import io.spillway.proxy.stats.Gauge;
import io.spillway.proxy.stats.Rate;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.VariableStore;
import java.util.concurrent.atomic.AtomicLong;

/** What all proxies of a process share. Thread-safe. */
public final class ProcessState {
  private final Gauge connections = new Gauge();
  private final AtomicLong totalConnections = new AtomicLong();
  private final AtomicLong totalRequests = new AtomicLong();
  private final Statistics statistics;
  private final VariableStore variables;
  private final int hardMaxConnections;
  private volatile int maxConnections;
  private final int maxConnectionRate;
  private final int maxSessionRate;
  private final VariableLimits variableLimits;
  private volatile boolean stopping;

  /**
   * A process without connections.
   *
   * @param loops how many event loops there are
   * @param maxConnections the most connections of clients at once
   * @param maxConnectionRate the most new connections a second, 0 for no limit
   * @param maxSessionRate the most new sessions a second, 0 for no limit
   * @param variableLimits the most bytes of variables of scopes but {@code proc}
   * @param variables the variables of scope {@code proc}
   */
  public ProcessState(
      int loops,
      int maxConnections,
      int maxConnectionRate,
      int maxSessionRate,
      VariableLimits variableLimits,
      VariableStore variables) {
    this.statistics = new Statistics(loops);
    this.hardMaxConnections = maxConnections;
    this.maxConnections = maxConnections;
    this.maxConnectionRate = maxConnectionRate;
    this.maxSessionRate = maxSessionRate;
    this.variableLimits = variableLimits;
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

  /** Counts a connection. */
  public void connectionAccepted() {
    totalConnections.incrementAndGet();
  }

  /** All connections that were ever accepted. */
  public long totalConnections() {
    return totalConnections.get();
  }

  /** The next stream's number, from 0. */
  public long nextStreamNumber() {
    return totalRequests.getAndIncrement();
  }

  /** All streams that ever began. */
  public long totalStreams() {
    return totalRequests.get();
  }

  /** Asks all to end what they can end without harm: the soft stop. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called: connections are not kept for further requests. */
  public boolean isStopping() {
    return stopping;
  }

  /** The wall clock, milliseconds since 1970. */
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}
