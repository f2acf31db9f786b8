package io.spillway.proxy.stats;

import java.util.EnumMap;
import java.util.Map;

/**
 * All that is counted for one frontend, backend, server or listener. Writing is by event loop where
 * the parts say so; reading is thread-safe.
 */
public final class Statistics {
  private final Counters counters;
  private final Gauge sessions = new Gauge();
  private final Rate sessionRate;
  private final Rate connectionRate;
  private final Rate requestRate;
  private final Latencies latencies;
  private volatile long[] cleared = new long[Counter.values().length];
  private volatile long lastSessionMillis = -1;

  /**
   * All zero.
   *
   * @param loops how many event loops write
   */
  public Statistics(int loops) {
    counters = new Counters(loops);
    sessionRate = new Rate(loops);
    connectionRate = new Rate(loops);
    requestRate = new Rate(loops);
    latencies = new Latencies(loops);
  }

  /** What only grows. */
  public Counters counters() {
    return counters;
  }

  /** The sessions (frontend, listener) or streams (backend, server) that there are. */
  public Gauge sessions() {
    return sessions;
  }

  /**
   * A session or stream begins: counts it.
   *
   * @param loop the caller's loop
   * @param now the loop's milliseconds
   */
  public void sessionBegins(int loop, long now) {
    counters.increment(loop, Counter.SESSIONS);
    sessionRate.increment(loop, now);
  }

  /** Sessions begun; on a backend or server, streams. */
  public Rate sessionRate() {
    return sessionRate;
  }

  /** Connections accepted; on a frontend. */
  public Rate connectionRate() {
    return connectionRate;
  }

  /** HTTP requests; on a frontend. */
  public Rate requestRate() {
    return requestRate;
  }

  /** Durations; on a backend or server. */
  public Latencies latencies() {
    return latencies;
  }

  /**
   * Notes a stream on a server or backend, on any loop.
   *
   * @param nowMillis the wall clock, milliseconds since 1970
   */
  public void touched(long nowMillis) {
    if (nowMillis - lastSessionMillis >= 1000) {
      lastSessionMillis = nowMillis;
    }
  }

  /** When {@link #touched} was last called, to the second, or -1. */
  public long lastSessionMillis() {
    return lastSessionMillis;
  }

  /** The value of {@code counter} since {@link #clear}, or since the start. */
  public long total(Counter counter) {
    return counters.sum(counter) - cleared[counter.ordinal()];
  }

  /** Forgets the maxima: {@code clear counters}. */
  public void clearMaxima() {
    sessions.resetMax();
    sessionRate.resetMax();
    connectionRate.resetMax();
    requestRate.resetMax();
    latencies.resetMax();
  }

  /** Forgets maxima and totals: {@code clear counters all}. */
  public void clear() {
    clearMaxima();
    Counter[] all = Counter.values();
    long[] sums = new long[all.length];
    for (Counter counter : all) {
      sums[counter.ordinal()] = counters.sum(counter);
    }
    cleared = sums;
  }

  /** What another process needs to go on counting. */
  public Summary summary(long nowMillis) {
    Map<Counter, Long> totals = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      long total = total(counter);
      if (total != 0) {
        totals.put(counter, total);
      }
    }
    return new Summary(
        totals,
        sessions.max(),
        sessionRate.max(nowMillis),
        connectionRate.max(nowMillis),
        requestRate.max(nowMillis),
        lastSessionMillis);
  }

  /** Goes on from where another process was. */
  public void takeOver(Summary earlier) {
    long[] offsets = cleared.clone();
    earlier.totals().forEach((counter, total) -> offsets[counter.ordinal()] -= total);
    cleared = offsets;
    sessions.raiseMax(earlier.mostSessions());
    sessionRate.raiseMax(earlier.greatestSessionRate());
    connectionRate.raiseMax(earlier.greatestConnectionRate());
    requestRate.raiseMax(earlier.greatestRequestRate());
    lastSessionMillis = Math.max(lastSessionMillis, earlier.lastSessionMillis());
  }

  /**
   * Totals and maxima. Immutable.
   *
   * @param totals what was counted; 0 where a counter is missing
   * @param mostSessions the most sessions at once
   * @param greatestSessionRate the most sessions in a second
   * @param greatestConnectionRate the most connections in a second
   * @param greatestRequestRate the most requests in a second
   * @param lastSessionMillis when the last stream came, milliseconds since 1970; -1 for never
   */
  public record Summary(
      Map<Counter, Long> totals,
      int mostSessions,
      long greatestSessionRate,
      long greatestConnectionRate,
      long greatestRequestRate,
      long lastSessionMillis) {}
}
