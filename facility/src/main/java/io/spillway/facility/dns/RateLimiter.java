package io.spillway.facility.dns;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Limits how often a network is told the same, so that the server is of no use to those who send
 * queries with somebody else's address. Thread-safe; a table of fixed size.
 *
 * <p>Each cell holds a part of the hash of network and subject, and the moment from which on an
 * answer would again be below the rate (the generic cell rate algorithm); a second's worth of
 * answers may come at once. Where two subjects meet in both of their cells, the one that was idle
 * longer is forgotten: at worst somebody gets more answers.
 */
final class RateLimiter {
  private static final int CELLS = 1 << 16;
  private static final int TIME_BITS = 44;
  private static final long TIME_MASK = (1L << TIME_BITS) - 1;
  private static final long NANOS_PER_TICK = 10_000;
  private static final long TICKS_PER_SECOND = 1_000_000_000 / NANOS_PER_TICK;
  private static final int IPV4_BYTES = 3;
  private static final int IPV6_BYTES = 7;

  /** What to do with an answer. */
  enum Decision {
    SEND,
    TRUNCATE,
    DROP
  }

  private final AtomicLongArray cells = new AtomicLongArray(CELLS);
  private final AtomicInteger limited = new AtomicInteger();
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long start;
  private final long interval;
  private final int slip;

  /** A limiter that has seen nothing; {@code nanos} is {@link System#nanoTime} now. */
  RateLimiter(RateLimit limit, long nanos) {
    interval = Math.max(1, TICKS_PER_SECOND / limit.perSecond());
    slip = limit.slip();
    // A second of the past, so that an empty cell is one that has been idle.
    start = nanos - 2 * NANOS_PER_TICK * TICKS_PER_SECOND;
  }

  /**
   * Decides about an answer and counts it.
   *
   * @param subject what it says, as a hash
   * @param nanos {@link System#nanoTime} now
   */
  Decision decide(InetAddress client, int subject, long nanos) {
    long hash = hash(client.getAddress(), subject);
    long tag = hash >>> TIME_BITS;
    int first = (int) hash & (CELLS - 1);
    long now = (nanos - start) / NANOS_PER_TICK & TIME_MASK;
    while (true) {
      int cell = first;
      long value = cells.get(cell);
      if (value >>> TIME_BITS != tag) {
        int other = first ^ 1;
        long otherValue = cells.get(other);
        if (otherValue >>> TIME_BITS == tag || (otherValue & TIME_MASK) < (value & TIME_MASK)) {
          cell = other;
          value = otherValue;
        }
      }
      long due = value >>> TIME_BITS == tag ? Math.max(now, value & TIME_MASK) : now;
      if (due - now > TICKS_PER_SECOND - interval) {
        return slip > 0 && Math.floorMod(limited.incrementAndGet(), slip) == 0
            ? Decision.TRUNCATE
            : Decision.DROP;
      }
      if (cells.compareAndSet(cell, value, tag << TIME_BITS | (due + interval & TIME_MASK))) {
        return Decision.SEND;
      }
    }
  }

  private long hash(byte[] address, int subject) {
    int bytes = address.length == 4 ? IPV4_BYTES : IPV6_BYTES;
    long hash = seed ^ subject * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < bytes; i++) {
      hash = (hash ^ address[i]) * 0xbf58476d1ce4e5b9L;
      hash ^= hash >>> 29;
    }
    hash *= 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }
}
