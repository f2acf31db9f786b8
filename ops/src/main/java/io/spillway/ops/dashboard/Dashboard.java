package io.spillway.ops.dashboard;

import io.spillway.ops.runtime.Level;
import io.spillway.ops.runtime.OperatorServices;
import io.spillway.ops.runtime.SingleCommand;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.stats.ProcessStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all dashboards of a process have in common: its state, the numbers of its last day, and what
 * operators have done. Thread-safe.
 */
public final class Dashboard implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(Series.STEP_SECONDS);

  /** After how long without anybody who asks the board's memory is given up. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(5);

  /** What the process does, once all of it is at work. */
  private record Work(OperatorServices services, Journal journal) {}

  private final ProcessStatus process;
  private final Tokens tokens = new Tokens();
  private volatile Work work = new Work(OperatorServices.NONE, Journal.NONE);
  private volatile @Nullable History history;
  private volatile @Nullable Thread sampler;
  private @Nullable Board board;

  /** The dashboard of a process that is about to start. */
  public Dashboard(ProcessStatus process) {
    this.process = process;
  }

  /** Begins to gather numbers; {@code services} and {@code journal} are known from now on. */
  public void open(OperatorServices services, Journal journal) {
    work = new Work(services, journal);
    History begun = new History(process.proxies(), process.nowMillis());
    history = begun;
    sampler = Thread.ofVirtual().name("dashboard").start(() -> sample(begun));
  }

  private void sample(History begun) {
    try {
      while (true) {
        Thread.sleep(STEP);
        begun.sample(process.proxies(), process.nowMillis());
        forget();
      }
    } catch (InterruptedException e) {
      // The process ends.
    }
  }

  private synchronized void forget() {
    Board known = board;
    if (known != null && known.unaskedNanos() > FORGOTTEN.toNanos()) {
      board = null;
    }
  }

  private synchronized Board board() {
    Board known = board;
    if (known == null || known.isOutdated()) {
      known = new Board(process);
      board = known;
    }
    return known;
  }

  /** What changed since a browser last asked; see {@link Board#changes}. */
  String changes(String epoch, long version) {
    Work now = work;
    return board().changes(epoch, version, now.services(), now.journal());
  }

  /** The points of one series as JSON, or null where there is none of that key. */
  @Nullable String points(String key, Series.Span span) {
    History begun = history;
    return begun == null ? null : begun.json(key, span);
  }

  /**
   * The requests that ended after the one with this number, as JSON. Those of the dashboard itself
   * are left out.
   */
  String requestsAfter(long known) {
    List<RequestTail.Numbered> all = process.tail().after(known);
    return JsonText.object()
        .put("last", all.isEmpty() ? known : all.getLast().number())
        .put("seen", process.tail().count())
        .putAll("requests", all, (list, one) -> addRequest(list, one.ended()))
        .text();
  }

  private static void addRequest(JsonText list, RequestTail.Ended one) {
    if (one.server().equals(DashboardService.LOG_NAME)) {
      return;
    }
    list.addJson(
        JsonText.object()
            .put("time", one.timeMillis())
            .put("client", one.client())
            .put("request", one.request())
            .put("frontend", one.frontend())
            .put("backend", one.backend())
            .put("server", one.server())
            .put("status", one.status())
            .put("queue", one.queue())
            .put("connect", one.connect())
            .put("response", one.response())
            .put("total", one.total())
            .put("bytes", one.bytes())
            .put("retries", one.retries())
            .put("redispatched", one.isRedispatched())
            .put("termination", one.termination())
            .put("rule", one.rule())
            .text());
  }

  /** What makes and knows the tokens of users. */
  Tokens tokens() {
    return tokens;
  }

  /** Runs a command of the runtime API at {@code level}. */
  String run(Level level, List<String> words) {
    return SingleCommand.run(process, work.services(), level, words);
  }

  /** Writes down what somebody had done, or was refused. */
  void note(boolean isDone, String text) {
    work.journal().acted(isDone, text);
    board().expire();
  }

  /** Gathers no more numbers. */
  @Override
  public void close() {
    Thread running = sampler;
    if (running != null) {
      running.interrupt();
    }
  }
}
