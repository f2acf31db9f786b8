package io.spillway.ops.dashboard;

import io.spillway.facility.runtime.FacilityRuntime;
import io.spillway.facility.runtime.FacilityStatus;
import io.spillway.ops.alert.AlertOverview;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.facility.FacilityJson;
import io.spillway.ops.runtime.OperatorServices;
import io.spillway.proxy.stats.ProcessStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What browsers follow: a row for each frontend, backend and server, and a few small documents.
 * Each change has a version; a browser says which one it knows and gets what changed since. It is
 * looked at anew when somebody asks, at most twice a second, however many ask. Thread-safe.
 */
final class Board {
  /** The small documents; null where the process has nothing of the kind. */
  private enum Part {
    PROCESS,
    FACILITIES,
    EVENTS,
    ALERTS
  }

  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int FACILITY_MILLIS = 500;
  private static final int SHOWN_EVENTS = 200;

  private record Kept(String text, long version) {}

  private final ProcessStatus process;
  private final String epoch = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final List<Row> rows;
  private final Map<Part, Kept> parts = new EnumMap<>(Part.class);
  private List<String> lastEvents = List.of();
  private long version;
  private long lookedNanos;
  private volatile long askedNanos = System.nanoTime();

  Board(ProcessStatus process) {
    this.process = process;
    this.rows = Rows.of(process);
    this.lookedNanos = System.nanoTime() - FRESH_NANOS;
  }

  /** Whether the process has other servers than when the board was made. */
  boolean isOutdated() {
    return Rows.count(process) != rows.size();
  }

  /** How long nobody has asked, in nanoseconds. */
  long unaskedNanos() {
    return System.nanoTime() - askedNanos;
  }

  /**
   * What changed.
   *
   * @param knownEpoch the board that the browser knows, or the empty string
   * @param known the version that it knows of that one
   */
  synchronized String changes(
      String knownEpoch, long known, OperatorServices services, Journal journal) {
    askedNanos = System.nanoTime();
    if (askedNanos - lookedNanos >= FRESH_NANOS) {
      look(services, journal);
    }
    long since = knownEpoch.equals(epoch) ? known : 0;
    JsonText out = JsonText.object();
    out.put("epoch", epoch).put("version", version).put("full", since == 0);
    out.put("now", System.currentTimeMillis());
    parts.forEach(
        (part, kept) -> {
          if (kept.version() > since) {
            out.putJson(part.name().toLowerCase(Locale.ROOT), kept.text());
          }
        });
    JsonText changed = JsonText.array();
    JsonText numbers = JsonText.array();
    for (Row row : rows) {
      row.write(since, changed, numbers);
    }
    return out.putJson("rows", changed.text()).putJson("live", numbers.text()).text();
  }

  /** Has whoever asks next see what is so now: something may just have been changed. */
  synchronized void expire() {
    lookedNanos = System.nanoTime() - FRESH_NANOS;
  }

  private void look(OperatorServices services, Journal journal) {
    long next = version + 1;
    boolean hasChanged = keep(Part.PROCESS, processJson(), next);
    hasChanged |= keep(Part.ALERTS, alertsJson(services.alerts()), next);
    FacilityStatus facilities = ask(services.facility().watching());
    if (facilities != null) {
      hasChanged |= keep(Part.FACILITIES, FacilityJson.text(facilities), next);
    } else if (services.facility().watching() == null) {
      hasChanged |= keep(Part.FACILITIES, "null", next);
    }
    List<String> events = journal.last(SHOWN_EVENTS);
    if (!events.equals(lastEvents) || !parts.containsKey(Part.EVENTS)) {
      lastEvents = events;
      hasChanged |= keep(Part.EVENTS, eventsJson(events), next);
    }
    for (Row row : rows) {
      hasChanged |= row.refresh(next);
    }
    if (hasChanged) {
      version = next;
    }
    lookedNanos = System.nanoTime();
  }

  private boolean keep(Part part, String text, long next) {
    Kept kept = parts.get(part);
    if (kept != null && kept.text().equals(text)) {
      return false;
    }
    parts.put(part, new Kept(text, next));
    return true;
  }

  /** How the facilities are, or null where there are none, or their thread does not answer. */
  private static @Nullable FacilityStatus ask(@Nullable FacilityRuntime watching) {
    if (watching == null) {
      return null;
    }
    try {
      return watching.status().get(FACILITY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  private String processJson() {
    return JsonText.object()
        .put("product", process.productName())
        .put("version", process.version())
        .put("node", process.node())
        .put("description", process.description())
        .put("pid", ProcessHandle.current().pid())
        .put("started", process.startedMillis())
        .put("connections", process.connections().value())
        .put("maxConnections", process.maxConnections())
        .put("stopping", process.isStopping())
        .text();
  }

  private static String alertsJson(@Nullable AlertService alerts) {
    AlertOverview overview = alerts == null ? null : alerts.overview();
    if (overview == null) {
      return "null";
    }
    return JsonText.object()
        .putAll(
            "problems",
            overview.problems(),
            (list, problem) ->
                list.addJson(
                    JsonText.object()
                        .put("severity", problem.alert().severity().word())
                        .put("kind", problem.alert().kind())
                        .put("text", problem.alert().line())
                        .put("proxy", problem.alert().subject().proxy())
                        .put("server", problem.alert().subject().server())
                        .put("facility", problem.alert().subject().facility())
                        .put("began", problem.alert().began().toEpochMilli())
                        .put("told", !problem.isSuppressed())
                        .text()))
        .putAll(
            "silences",
            overview.silences(),
            (list, silence) ->
                list.addJson(
                    JsonText.object()
                        .put("id", silence.id())
                        .put("match", silence.match().text())
                        .put("until", silence.until().toEpochMilli())
                        .put("reason", silence.reason())
                        .text()))
        .putAll(
            "channels",
            overview.channels(),
            (list, channel) ->
                list.addJson(
                    JsonText.object()
                        .put("name", channel.name())
                        .put("waiting", channel.waiting())
                        .put("trouble", channel.trouble())
                        .text()))
        .text();
  }

  /** Takes the lines of the history apart, the newest first. */
  private static String eventsJson(List<String> lines) {
    JsonText list = JsonText.array();
    List<String> newest = new ArrayList<>(lines).reversed();
    for (String line : newest) {
      String[] words = line.split(" ", 4);
      if (words.length == 4) {
        int colon = words[3].indexOf(": ");
        list.addJson(
            JsonText.object()
                .put("time", words[0])
                .put("severity", words[1])
                .put("kind", words[2])
                .put("subject", colon < 0 ? "" : words[3].substring(0, colon))
                .put("text", colon < 0 ? words[3] : words[3].substring(colon + 2))
                .text());
      }
    }
    return list.text();
  }
}
