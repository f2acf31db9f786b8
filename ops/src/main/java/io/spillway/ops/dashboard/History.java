package io.spillway.ops.dashboard;

import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.Statistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last hour and day of the process, of its frontends and of its backends. Bounded: of {@value
 * #MOST} frontends and backends together, the first of the configuration. Thread-safe.
 */
final class History {
  /** The most frontends and backends that are followed. */
  static final int MOST = 400;

  /** What the series of the whole process is called. */
  static final String PROCESS = "";

  private final Map<String, Series> series = new HashMap<>();
  private final Map<String, Before> before = new HashMap<>();
  private long lastMillis;

  private record Before(long requests, long errors) {}

  private record Change(long requests, long errors) {}

  /** Nothing yet; counting begins at {@code nowMillis}, a clock that never goes back. */
  History(List<ProxyStatus> proxies, long nowMillis) {
    lastMillis = nowMillis;
    series.put(PROCESS, new Series());
    walk(
        proxies,
        (key, statistics, isHttp) -> {
          series.put(key, new Series());
          change(key, statistics, isHttp);
        });
  }

  private interface Visit {
    void at(String key, Statistics statistics, boolean isHttp);
  }

  private static void walk(List<ProxyStatus> proxies, Visit visit) {
    int count = 0;
    for (ProxyStatus proxy : proxies) {
      FrontendStatus frontend = proxy.frontend();
      if (frontend != null && count++ < MOST) {
        visit.at(key(frontend), frontend.statistics(), frontend.isHttp());
      }
      BackendStatus backend = proxy.backend();
      if (backend != null && count++ < MOST) {
        visit.at(key(backend), backend.statistics(), backend.isHttp());
      }
    }
  }

  /** The key of a frontend's series. */
  static String key(FrontendStatus frontend) {
    return "frontend " + frontend.definition().name();
  }

  /** The key of a backend's series. */
  static String key(BackendStatus backend) {
    return "backend " + backend.definition().name();
  }

  private Change change(String key, Statistics statistics, boolean isHttp) {
    Before now =
        new Before(Traffic.requests(statistics, isHttp), Traffic.errors(statistics, isHttp));
    Before last = before.put(key, now);
    return last == null
        ? new Change(now.requests(), now.errors())
        : new Change(now.requests() - last.requests(), now.errors() - last.errors());
  }

  /** Adds a point for each. */
  synchronized void sample(List<ProxyStatus> proxies, long nowMillis) {
    double seconds = Math.max(1, nowMillis - lastMillis) / 1000.0;
    lastMillis = nowMillis;
    Sum sum = new Sum();
    walk(
        proxies,
        (key, statistics, isHttp) -> {
          Change change = change(key, statistics, isHttp);
          long latency = Traffic.latency(statistics, isHttp);
          int sessions = statistics.sessions().value();
          boolean isBackend = key.startsWith("backend ");
          of(key)
              .add(
                  (float) (change.requests() / seconds),
                  (float) (change.errors() / seconds),
                  isBackend && change.requests() > 0 ? latency : Float.NaN,
                  sessions);
          if (isBackend) {
            sum.answered += change.requests();
            sum.waited += (double) change.requests() * latency;
          } else {
            sum.requests += change.requests();
            sum.errors += change.errors();
            sum.sessions += sessions;
          }
        });
    of(PROCESS)
        .add(
            (float) (sum.requests / seconds),
            (float) (sum.errors / seconds),
            sum.answered == 0 ? Float.NaN : (float) (sum.waited / sum.answered),
            sum.sessions);
  }

  private Series of(String key) {
    return series.computeIfAbsent(key, k -> new Series());
  }

  /** What {@link #sample} adds up for the process. */
  private static final class Sum {
    private long requests;
    private long errors;
    private long sessions;
    private long answered;
    private double waited;
  }

  /** The points of one series as JSON, or null where there is none of that key. */
  synchronized @Nullable String json(String key, Series.Span span) {
    Series found = series.get(key);
    if (found == null) {
      return null;
    }
    StringBuilder out = new StringBuilder("{");
    found.append(out, span);
    return out.append('}').toString();
  }
}
