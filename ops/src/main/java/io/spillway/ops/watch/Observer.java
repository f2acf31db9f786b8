package io.spillway.ops.watch;

import io.spillway.facility.watch.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a process by all means that its section names, one after the other. It blocks, each of
 * them for no longer than the timeout. Confined to one thread.
 */
final class Observer {
  private static final double NANOS_PER_SECOND = 1e9;

  private final ProcessDefinition definition;
  private final Deadlines deadlines;
  private final InstantSource clock;
  private final @Nullable RuntimeSocket socket;
  private final LoadedFiles files;
  private @Nullable LocalProcess previous;
  private long previousNanos;

  Observer(ProcessDefinition definition, Deadlines deadlines, InstantSource clock) {
    this.definition = definition;
    this.deadlines = deadlines;
    this.clock = clock;
    SocketAddress address = definition.socket();
    this.socket =
        address == null ? null : new RuntimeSocket(address, definition.pace().timeout(), deadlines);
    this.files = new LoadedFiles(definition.configurationFiles(), definition.reloadWithin());
  }

  /** What is found of it so far. */
  private static final class Found {
    private @Nullable String trouble;
    private boolean isHeard;
    private long pid;
    private @Nullable Instant started;
    private @Nullable List<WatchedRow> rows;
    private final Map<Limit.What, Limit.Used> used = new EnumMap<>(Limit.What.class);

    void trouble(String text, boolean isTold) {
      if (trouble == null) {
        trouble = text;
      }
      isHeard |= isTold;
    }
  }

  /** Looks once. */
  Look look() {
    Found found = new Found();
    unit(found);
    pidFile(found);
    socket(found);
    page(found);
    if (found.trouble == null) {
      figures(found);
    }
    Outcome listening = listening();
    boolean isSeenOnlySo =
        socket == null
            && definition.page() == null
            && definition.pidFile() == null
            && definition.unit() == null;
    Outcome alive =
        isSeenOnlySo
            ? listening
            : found.trouble == null
                ? new Outcome(
                    Outcome.Kind.SUCCESS, found.pid == 0 ? "answers" : "process " + found.pid)
                : new Outcome(Outcome.Kind.FAILURE, found.trouble);
    Instant started = found.started;
    return new Look(
        alive,
        found.isHeard,
        isSeenOnlySo ? new Outcome(Outcome.Kind.NOT_TOLD, "") : listening,
        found.pid,
        found.used,
        started == null
            ? new Outcome(Outcome.Kind.NOT_TOLD, "")
            : files.look(started, clock.instant()),
        found.rows);
  }

  private void unit(Found found) {
    String unit = definition.unit();
    if (unit == null) {
      return;
    }
    try {
      SystemdUnit told = SystemdUnit.of(unit, definition.pace().timeout(), deadlines);
      String trouble = told.trouble();
      if (trouble != null) {
        found.trouble(trouble, true);
      } else {
        running(found, told.pid());
      }
    } catch (IOException e) {
      found.trouble(reason(e), false);
    }
  }

  private void pidFile(Found found) {
    String file = definition.pidFile();
    if (file == null) {
      return;
    }
    try {
      running(found, LocalProcess.pid(Path.of(file)));
    } catch (NoSuchFileException e) {
      found.trouble("there is no file " + file, true);
    } catch (IOException e) {
      found.trouble(file + ": " + reason(e), true);
    }
  }

  private static void running(Found found, long pid) throws IOException {
    if (pid == 0) {
      return;
    }
    found.pid = pid;
    LocalProcess process = LocalProcess.of(pid);
    String trouble = process == null ? "there is no process " + pid : process.trouble();
    if (trouble != null) {
      found.trouble(trouble, true);
    }
  }

  private void socket(Found found) {
    RuntimeSocket asked = socket;
    if (asked == null) {
      return;
    }
    try {
      String answer = asked.ask("show info;show stat -1 6 -1");
      Map<String, String> info = StatisticsCsv.info(answer);
      if (!info.containsKey("Pid")) {
        throw new IOException("answers with no information about the process");
      }
      found.rows = WatchedRow.parse(answer);
      found.pid = number(info, "Pid");
      found.started = clock.instant().minusSeconds(number(info, "Uptime_sec"));
      found.used.put(
          Limit.What.CONNECTIONS,
          new Limit.Used(number(info, "CurrConns"), number(info, "Maxconn")));
    } catch (IOException | IllegalArgumentException e) {
      boolean isLocal = !(definition.socket() instanceof InetSocketAddress);
      found.trouble(definition.socket() + " " + reason(e), isLocal);
    }
  }

  private static long number(Map<String, String> info, String name) {
    String text = info.getOrDefault(name, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private void page(Found found) {
    ProcessDefinition.StatsPage page = definition.page();
    if (page == null) {
      return;
    }
    try {
      List<WatchedRow> rows =
          WatchedRow.parse(StatisticsPage.ask(page, definition.pace().timeout(), deadlines));
      found.rows = found.rows == null ? rows : found.rows;
    } catch (IOException | IllegalArgumentException e) {
      found.trouble(reason(e), false);
    }
  }

  private void figures(Found found) {
    List<WatchedRow> rows = found.rows;
    if (rows != null) {
      long queued = rows.stream().filter(WatchedRow::isBackend).mapToLong(r -> r.queued()).sum();
      long atServers = rows.stream().filter(r -> !r.isBackend()).mapToLong(r -> r.queued()).sum();
      found.used.put(Limit.What.QUEUE, new Limit.Used(queued + atServers, 0));
    }
    if (found.pid == 0 || !definition.isLocal()) {
      return;
    }
    for (Limit limit : definition.limits()) {
      Limit.Used used =
          switch (limit.what()) {
            case DESCRIPTORS -> LocalProcess.descriptors(found.pid);
            case MEMORY -> LocalProcess.memory(found.pid);
            case CPU -> processor(found.pid);
            case CONNECTIONS, QUEUE -> null;
          };
      if (used != null) {
        found.used.put(limit.what(), used);
      }
    }
  }

  /** The share of a processor since the last look; null where there was none. */
  private Limit.@Nullable Used processor(long pid) {
    try {
      LocalProcess now = LocalProcess.of(pid);
      long nanos = System.nanoTime();
      LocalProcess before = previous;
      double seconds = (nanos - previousNanos) / NANOS_PER_SECOND;
      previous = now;
      previousNanos = nanos;
      if (before == null || now == null || seconds <= 0) {
        return null;
      }
      return before.pid() == now.pid() && before.startTicks() == now.startTicks()
          ? new Limit.Used(
              (now.ticks() - before.ticks()) * 100.0 / LocalProcess.TICKS_PER_SECOND / seconds, 0)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private Outcome listening() {
    if (definition.listens().isEmpty()) {
      return new Outcome(Outcome.Kind.NOT_TOLD, "");
    }
    for (InetSocketAddress address : definition.listens()) {
      Duration timeout = definition.pace().timeout();
      String name = address.getHostString() + ":" + address.getPort();
      try (SocketChannel channel = SocketChannel.open()) {
        ScheduledFuture<?> deadline = deadlines.after(timeout, channel);
        try {
          channel.connect(RuntimeSocket.resolved(address));
        } catch (IOException e) {
          return new Outcome(
              Outcome.Kind.FAILURE,
              name
                  + ": "
                  + (deadline.isDone()
                      ? "no connection within " + timeout.toMillis() + " ms"
                      : reason(e)));
        } finally {
          deadline.cancel(false);
        }
      } catch (IOException e) {
        return new Outcome(Outcome.Kind.NOT_TOLD, reason(e));
      }
    }
    return new Outcome(Outcome.Kind.SUCCESS, "accepts connections");
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
