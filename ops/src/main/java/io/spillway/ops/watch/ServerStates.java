package io.spillway.ops.watch;

import io.spillway.ops.event.BackendEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.ServerEvent;
import io.spillway.ops.event.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The states of the servers and backends of a watched process, and the events that their changes
 * are. Confined to its {@link Judgement}.
 */
final class ServerStates {
  /** States of a server that differ for an operator. */
  enum State {
    UP,
    DOWN,
    STOPPING,
    DRAINED,
    MAINTENANCE;

    static State of(WatchedRow row) {
      String word = row.status().split("[ (]", 2)[0];
      return switch (word) {
        case "DOWN" -> DOWN;
        case "NOLB" -> STOPPING;
        case "DRAIN" -> DRAINED;
        case "MAINT" -> MAINTENANCE;
        default -> UP;
      };
    }
  }

  private record Known(Subject subject, State state, boolean isBackup) {}

  private final String process;
  private final Function<String, String> facilities;
  private Map<String, Known> servers = Map.of();
  private Map<String, Boolean> backends = Map.of();
  private boolean isKnown;

  /**
   * Nothing is known yet.
   *
   * @param facilities the facility that an address is in, or the empty string
   */
  ServerStates(String process, Function<String, String> facilities) {
    this.process = process;
    this.facilities = facilities;
  }

  /** What is new in {@code rows}. */
  List<Event> accept(List<WatchedRow> rows) {
    List<Event> events = new ArrayList<>();
    Map<String, Known> seen = new HashMap<>();
    Map<String, Boolean> usable = new HashMap<>();
    for (WatchedRow row : rows) {
      if (row.isBackend()) {
        usable.put(row.proxy(), !row.status().startsWith("DOWN"));
      } else {
        Subject subject =
            Subject.watchedServer(
                process, row.proxy(), row.server(), facilities.apply(row.address()));
        Known now = new Known(subject, State.of(row), row.isBackup());
        seen.put(subject.key(), now);
        Known before = servers.get(subject.key());
        changes(before, now, row, events);
      }
    }
    Set<String> gone = new HashSet<>(servers.keySet());
    gone.removeAll(seen.keySet());
    gone.forEach(key -> forgotten(servers.get(key), events));
    usable.forEach((name, isUsable) -> look(name, isUsable, events));
    backends.forEach(
        (name, wasUsable) -> {
          if (!wasUsable && !usable.containsKey(name)) {
            events.add(backend(name, true, " is no longer configured"));
          }
        });
    servers = seen;
    backends = usable;
    isKnown = true;
    return events;
  }

  private void look(String name, boolean isUsable, List<Event> events) {
    if (isUsable != backends.getOrDefault(name, true)) {
      events.add(
          backend(name, isUsable, isUsable ? " has a server again" : " has no server available"));
    }
  }

  private BackendEvent backend(String name, boolean isUsable, String what) {
    return new BackendEvent(
        Subject.watchedBackend(process, name),
        isUsable,
        "backend " + name + " of " + process + what);
  }

  private static void changes(
      @Nullable Known before, Known now, WatchedRow row, List<Event> events) {
    State was = before == null ? State.UP : before.state();
    State is = now.state();
    if (was == is) {
      return;
    }
    switch (was) {
      case DRAINED -> events.add(event(now, ServerEvent.Change.UNDRAINED, row));
      case MAINTENANCE -> events.add(event(now, ServerEvent.Change.READY, row));
      case UP, DOWN, STOPPING -> {}
    }
    events.add(
        event(
            now,
            switch (is) {
              case UP -> ServerEvent.Change.UP;
              case DOWN -> ServerEvent.Change.DOWN;
              case STOPPING -> ServerEvent.Change.STOPPING;
              case DRAINED -> ServerEvent.Change.DRAINED;
              case MAINTENANCE -> ServerEvent.Change.MAINTENANCE;
            },
            row));
    if (is == State.DRAINED && was != State.UP) {
      events.add(event(now, ServerEvent.Change.UP, row));
    }
  }

  private static ServerEvent event(Known server, ServerEvent.Change change, WatchedRow row) {
    String reason =
        change == ServerEvent.Change.DOWN && !row.reason().isEmpty()
            ? ", reason: " + row.reason()
            : "";
    return new ServerEvent(
        server.subject(),
        change,
        server.isBackup(),
        title(server) + " is " + row.status() + reason + ".");
  }

  private static String title(Known server) {
    Subject subject = server.subject();
    return (server.isBackup() ? "Backup Server " : "Server ")
        + subject.proxy()
        + "/"
        + subject.server()
        + " of "
        + subject.process();
  }

  private static void forgotten(@Nullable Known server, List<Event> events) {
    if (server == null || server.state() == State.UP) {
      return;
    }
    events.add(
        new ServerEvent(
            server.subject(),
            switch (server.state()) {
              case DRAINED -> ServerEvent.Change.UNDRAINED;
              case MAINTENANCE -> ServerEvent.Change.READY;
              case UP, DOWN, STOPPING -> ServerEvent.Change.UP;
            },
            server.isBackup(),
            title(server) + " is no longer configured."));
  }

  /**
   * The event that ends a problem which does not last; null where it lasts, or nothing is known.
   */
  @Nullable Event ending(Subject subject, String kind) {
    if (!isKnown) {
      return null;
    }
    if (subject.kind() == Subject.Kind.BACKEND) {
      return backends.getOrDefault(subject.proxy(), true)
          ? backend(subject.proxy(), true, " has a server again")
          : null;
    }
    Known known = servers.get(subject.key());
    State now = known == null ? State.UP : known.state();
    State problem =
        switch (kind) {
          case "server-maintenance" -> State.MAINTENANCE;
          case "server-drained" -> State.DRAINED;
          case "server-stopping" -> State.STOPPING;
          default -> State.DOWN;
        };
    if (now == problem) {
      return null;
    }
    return new ServerEvent(
        subject,
        ServerEvent.Change.ending(kind),
        known != null && known.isBackup(),
        "Server "
            + subject.proxy()
            + "/"
            + subject.server()
            + " of "
            + process
            + (known == null ? " is no longer configured." : " is " + now + "."));
  }

  /** The first of {@code wanted} that has no server, or is none of the process's; null for none. */
  @Nullable String without(List<String> wanted) {
    for (String name : wanted) {
      if (!backends.getOrDefault(name, false)) {
        return name;
      }
    }
    return null;
  }

  /** Whether anything was seen yet. */
  boolean isKnown() {
    return isKnown;
  }

  /** How many servers there are, and how many of them are down. */
  String summary() {
    long down = servers.values().stream().filter(s -> s.state() == State.DOWN).count();
    return servers.size() + " servers" + (down == 0 ? "" : ", " + down + " down");
  }
}
