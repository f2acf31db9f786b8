package io.spillway.ops.watch;

import io.spillway.net.Endpoint;
import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import io.spillway.proxy.definition.HealthKeywords;
import io.spillway.proxy.definition.Timeouts;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks every second at what proxies are short of: frontends at their own {@code maxconn}, servers
 * whose queue is as long as {@code maxqueue} allows, and checks that take so long that they may
 * soon fail. What comes and goes between two looks is not seen. Thread-safe.
 */
public final class ProxyWatch implements AutoCloseable {
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final double ENOUGH = 0.9;

  /** A check is slow that takes a greater part than this of what it may take. */
  private static final double SLOW = 0.5;

  /** For so many checks on end a server must be slow, or no longer slow, before that counts. */
  private static final int PATIENCE = 3;

  private final ProcessStatus process;
  private final Function<InetAddress, String> facilities;
  private final Consumer<Event> listener;
  private final Thread thread;
  private final Set<String> lasting = new HashSet<>();

  /** For how many looks a server has not been what it is taken for: slow, or not slow. */
  private final Map<String, Integer> otherwise = new HashMap<>();

  private boolean isKnown;

  /**
   * Looks that have not begun.
   *
   * @param facilities the facility that an address is in, or the empty string
   * @param listener hears what happens, on the thread of the looks
   */
  public ProxyWatch(
      ProcessStatus process, Function<InetAddress, String> facilities, Consumer<Event> listener) {
    this.process = process;
    this.facilities = facilities;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("proxy watch").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look().forEach(listener);
        Thread.sleep(PACE);
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** What is new. */
  synchronized List<Event> look() {
    List<Event> events = new ArrayList<>();
    for (ProxyStatus proxy : process.proxies()) {
      FrontendStatus frontend = proxy.frontend();
      if (frontend != null && frontend.maxConnections() < process.maxConnections()) {
        level(
            Subject.frontend(proxy.name()),
            ConditionEvent.FRONTEND_FULL,
            frontend.statistics().sessions().value(),
            frontend.maxConnections(),
            "frontend " + proxy.name() + " has %d of %d sessions",
            events);
      }
      BackendStatus backend = proxy.backend();
      if (backend != null) {
        backend.servers().forEach(server -> look(backend, server, events));
      }
    }
    isKnown = true;
    return events;
  }

  private void look(BackendStatus backend, Server server, List<Event> events) {
    Subject subject = subject(backend, server);
    level(
        subject,
        ConditionEvent.QUEUE_FULL,
        server.waiting(),
        server.limits().queue(),
        "Server " + server.path() + " has %d of %d streams in its queue",
        events);
    if (server.state().policy().isChecked()) {
      check(backend, server, subject, events);
    }
  }

  private Subject subject(BackendStatus backend, Server server) {
    InetAddress address = server.endpoint() instanceof Endpoint.Inet inet ? inet.address() : null;
    return Subject.server(
        backend.definition().name(),
        server.name(),
        address == null ? "" : facilities.apply(address));
  }

  private void level(
      Subject subject, String kind, int used, int possible, String text, List<Event> events) {
    String key = key(subject, kind);
    if (possible > 0 && used >= possible) {
      if (lasting.add(key)) {
        events.add(
            ConditionEvent.begins(subject, kind, Severity.WARNING, text.formatted(used, possible)));
      }
    } else if (used < ENOUGH * possible || possible <= 0) {
      if (lasting.remove(key)) {
        events.add(ConditionEvent.ends(subject, kind, text.formatted(used, possible)));
      }
    }
  }

  private static String key(Subject subject, String kind) {
    return subject.key() + ' ' + kind;
  }

  private void check(BackendStatus backend, Server server, Subject subject, List<Event> events) {
    CheckResult last = server.state().lastCheck();
    if (last.status().verdict() != CheckStatus.Verdict.PASSED) {
      return; // What fails is told otherwise.
    }
    long interval = server.definition().settings().get(HealthKeywords.INTERVAL).toMillis();
    long limit = backend.definition().settings().get(Timeouts.CHECK).toMillis();
    long allowed = limit > 0 ? limit : interval;
    String key = key(subject, ConditionEvent.CHECK_SLOW);
    boolean isSlow = last.durationMillis() > SLOW * allowed;
    if (isSlow == lasting.contains(key)) {
      otherwise.remove(key);
      return;
    }
    long looks = Math.max(PATIENCE, PATIENCE * interval / PACE.toMillis());
    if (otherwise.merge(key, 1, Integer::sum) < looks) {
      return;
    }
    otherwise.remove(key);
    String text =
        "Server "
            + server.path()
            + " takes "
            + last.durationMillis()
            + " ms for a check that may take "
            + allowed
            + " ms";
    if (isSlow) {
      lasting.add(key);
      events.add(
          ConditionEvent.begins(subject, ConditionEvent.CHECK_SLOW, Severity.INFORMATION, text));
    } else {
      lasting.remove(key);
      events.add(ConditionEvent.ends(subject, ConditionEvent.CHECK_SLOW, text));
    }
  }

  /**
   * The event that ends a problem of an earlier run of this process; null where it lasts, is not
   * known to be over, or is not looked at here.
   */
  public synchronized @Nullable Event ending(Subject about, String kind) {
    return switch (kind) {
      case ConditionEvent.FRONTEND_FULL, ConditionEvent.QUEUE_FULL, ConditionEvent.CHECK_SLOW ->
          isKnown && !lasting.contains(key(about, kind))
              ? ConditionEvent.ends(
                  about, kind, about.name() + " is as it shall be since the process was started")
              : null;
      default -> null;
    };
  }

  /** Looks no more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
