package io.spillway.facility.dns;

import io.spillway.facility.dns.message.RecordType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * The counters of a server, in a stripe for each writing thread so that none waits for another. A
 * stripe is confined to its thread; {@link #snapshot} may be called from any.
 */
public final class DnsCounters {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PADDING = 8;
  private static final int TYPES = 257;
  private static final int CODES = 24;
  private static final int FIRST_TYPE = PADDING + DnsCounter.values().length;
  private static final int FIRST_CODE = FIRST_TYPE + TYPES;
  private static final int SIZE = FIRST_CODE + CODES + PADDING;

  /**
   * The counters at one moment. Immutable.
   *
   * @param counters each counter's value
   * @param queriesByType queries by the name of the question's type; {@code other} above 255
   * @param responsesByCode responses by the name of their code
   */
  public record Snapshot(
      Map<DnsCounter, Long> counters,
      Map<String, Long> queriesByType,
      Map<String, Long> responsesByCode) {
    public Snapshot {
      counters = Map.copyOf(counters);
      queriesByType = Map.copyOf(queriesByType);
      responsesByCode = Map.copyOf(responsesByCode);
    }

    /** The value of {@code counter}. */
    public long get(DnsCounter counter) {
      return counters.getOrDefault(counter, 0L);
    }
  }

  private final long[][] stripes;

  /** All zero, for {@code writers} threads that have a stripe each. */
  DnsCounters(int writers) {
    stripes = new long[writers + 1][SIZE];
  }

  void increment(int stripe, DnsCounter counter) {
    add(stripe, PADDING + counter.ordinal());
  }

  /** Counts on a thread that has no stripe. */
  synchronized void increment(DnsCounter counter) {
    increment(stripes.length - 1, counter);
  }

  void query(int stripe, int type) {
    add(stripe, FIRST_TYPE + Math.min(type, TYPES - 1));
  }

  void response(int stripe, int code) {
    add(stripe, FIRST_CODE + Math.min(code, CODES - 1));
  }

  private void add(int stripe, int cell) {
    long[] cells = stripes[stripe];
    CELLS.setOpaque(cells, cell, cells[cell] + 1);
  }

  private long sum(int cell) {
    long sum = 0;
    for (long[] cells : stripes) {
      sum += (long) CELLS.getOpaque(cells, cell);
    }
    return sum;
  }

  /** The counters now. */
  public Snapshot snapshot() {
    Map<DnsCounter, Long> counters = new TreeMap<>();
    for (DnsCounter counter : DnsCounter.values()) {
      counters.put(counter, sum(PADDING + counter.ordinal()));
    }
    Map<String, Long> types = new TreeMap<>();
    for (int type = 0; type < TYPES; type++) {
      long sum = sum(FIRST_TYPE + type);
      if (sum > 0) {
        types.merge(type > RecordType.ANY ? "other" : Type.string(type), sum, Long::sum);
      }
    }
    Map<String, Long> codes = new TreeMap<>();
    for (int code = 0; code < CODES; code++) {
      long sum = sum(FIRST_CODE + code);
      if (sum > 0) {
        codes.merge(Rcode.string(code), sum, Long::sum);
      }
    }
    return new Snapshot(counters, types, codes);
  }
}
