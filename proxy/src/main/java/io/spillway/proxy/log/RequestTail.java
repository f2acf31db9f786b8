package io.spillway.proxy.log;

import io.spillway.rules.Captures;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last streams that ended, for as long as somebody looks. While nobody does, a stream costs a
 * look at a flag; while somebody does, at most {@value #MOST_PER_SECOND} of a second are kept, and
 * of those the last {@value #KEPT}. Thread-safe.
 */
public final class RequestTail {
  private static final int KEPT = 1000;
  private static final int MOST_PER_SECOND = 500;
  private static final int LONGEST_LINE = 300;
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A stream with its number, which rises with each. Immutable. */
  public record Numbered(long number, Ended ended) {}

  /**
   * A stream that ended. Durations are milliseconds, -1 where it did not come that far. Immutable.
   *
   * @param timeMillis when it ended, since 1970
   * @param client its address, or the empty string
   * @param request method and URI as they were received; the empty string in mode tcp
   * @param status what the client was sent, or 0
   * @param bytes what was sent to the client
   * @param termination the two letters of logs
   * @param rule where the rule stands that decided, or the empty string
   */
  public record Ended(
      long timeMillis,
      String client,
      String request,
      String frontend,
      String backend,
      String server,
      int status,
      long queue,
      long connect,
      long response,
      long total,
      long bytes,
      int retries,
      boolean isRedispatched,
      String termination,
      String rule) {}

  private final Deque<Numbered> kept = new ArrayDeque<>();
  private volatile boolean isWatched;
  private long lookedNanos;
  private long number;
  private long second;
  private int ofSecond;

  /** Whether somebody looks. */
  public boolean isWatched() {
    return isWatched;
  }

  /**
   * A stream has ended, on its loop.
   *
   * @param rule where the rule stands that decided, or the empty string
   */
  public void add(LogRecord record, String rule) {
    Ended ended =
        new Ended(
            record.acceptMicros() / 1000 + record.closeMillis(),
            client(record.source()),
            request(record.captures()),
            record.frontendName(),
            record.backendName(),
            record.target(),
            record.status(),
            Timers.queue(record),
            Timers.connect(record),
            Timers.responseHead(record),
            Timers.active(record),
            record.bytesRead(),
            record.retries(),
            record.isRedispatched(),
            "" + record.terminationCause() + record.terminationPhase(),
            rule);
    add(ended);
  }

  private synchronized void add(Ended ended) {
    long now = System.nanoTime();
    if (now - lookedNanos > WATCHED_NANOS) {
      isWatched = false;
      kept.clear();
      return;
    }
    long thisSecond = TimeUnit.NANOSECONDS.toSeconds(now);
    ofSecond = thisSecond == second ? ofSecond + 1 : 1;
    second = thisSecond;
    number++;
    if (ofSecond > MOST_PER_SECOND) {
      return;
    }
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.add(new Numbered(number, ended));
  }

  private static String client(@Nullable Address source) {
    return source == null ? "" : source.toSocketAddress().getAddress().getHostAddress();
  }

  private static String request(@Nullable Captures captures) {
    ByteSlice slice = new ByteSlice();
    if (captures == null || captures.method(slice) == null) {
      return "";
    }
    String method = slice.toString();
    captures.uri(slice);
    String line = method + " " + slice;
    return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
  }

  /**
   * The streams that ended after the one with this number, the oldest first. Streams are kept for
   * the next ten seconds.
   */
  public synchronized List<Numbered> after(long known) {
    lookedNanos = System.nanoTime();
    isWatched = true;
    List<Numbered> later = new ArrayList<>();
    for (Numbered ended : kept) {
      if (ended.number() > known) {
        later.add(ended);
      }
    }
    return later;
  }

  /** How many have ended while somebody looked, those that were not kept included. */
  public synchronized long count() {
    return number;
  }
}
