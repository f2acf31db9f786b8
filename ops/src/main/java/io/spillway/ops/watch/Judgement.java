package io.spillway.ops.watch;

import io.spillway.facility.verdict.View;
import io.spillway.facility.watch.Outcome;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.facility.watch.Sight;
import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the looks at a process come to: a pure function of them, without a clock. Thread-safe; looks
 * are accepted by one thread.
 */
final class Judgement {
  private static final Sight NOT_WANTED = new Sight(View.ALIVE, 0, "this is no longer watched");

  private final ProcessDefinition definition;
  private final Subject subject;
  private final ServerStates servers;
  private Sight alive = Sight.NONE;
  private Sight listening = Sight.NONE;
  private Sight configuration = Sight.NONE;
  private final Map<Limit.What, Sight> limits = new EnumMap<>(Limit.What.class);
  private boolean isHeard;
  private long pid;
  private Map<Limit.What, Limit.Used> used = Map.of();

  Judgement(ProcessDefinition definition, Function<String, String> facilities) {
    this.definition = definition;
    this.subject = Subject.watched(definition.name(), definition.facility());
    this.servers = new ServerStates(definition.name(), facilities);
  }

  /** What is new in {@code look}, in the order in which it is to be told. */
  synchronized List<Event> accept(Look look) {
    List<Event> events = new ArrayList<>();
    Sight before = alive;
    alive = after(alive, look.alive());
    isHeard = look.isHeard();
    if (changed(before, alive)) {
      events.add(
          alive.view() == View.DEAD
              ? begins(ConditionEvent.DOWN, Severity.CRITICAL, " is down: " + alive.reason())
              : ends(ConditionEvent.DOWN, " is up: " + alive.reason()));
    }
    if (look.alive().kind() != Outcome.Kind.SUCCESS) {
      return events; // What it was last known to be holds until more is known.
    }
    if (pid != 0 && look.pid() != 0 && look.pid() != pid) {
      events.add(
          ConditionEvent.note(
              subject,
              ConditionEvent.REPLACED,
              "process "
                  + definition.name()
                  + " was reloaded or started again: it is process "
                  + look.pid()
                  + " now, and was "
                  + pid));
    }
    pid = look.pid() == 0 ? pid : look.pid();
    used = look.used();
    before = listening;
    listening = after(listening, look.listening());
    if (changed(before, listening)) {
      events.add(
          listening.view() == View.DEAD
              ? begins(
                  ConditionEvent.NOT_LISTENING,
                  Severity.CRITICAL,
                  " does not accept connections: " + listening.reason())
              : ends(ConditionEvent.NOT_LISTENING, " accepts connections again"));
    }
    before = configuration;
    configuration = after(configuration, look.configuration());
    if (changed(before, configuration)) {
      events.add(
          configuration.view() == View.DEAD
              ? begins(
                  ConditionEvent.NOT_LOADED,
                  Severity.WARNING,
                  " has not loaded its configuration: " + configuration.reason())
              : ends(ConditionEvent.NOT_LOADED, " runs with its configuration as it is on disk"));
    }
    definition.limits().forEach(limit -> limited(limit, events));
    List<WatchedRow> rows = look.rows();
    if (rows != null) {
      List<Event> changes = servers.accept(rows);
      if (definition.tellsServers()) {
        events.addAll(changes);
      }
    }
    return events;
  }

  private void limited(Limit limit, List<Event> events) {
    Limit.Used now = used.get(limit.what());
    if (now == null) {
      return;
    }
    Sight before = limits.getOrDefault(limit.what(), Sight.NONE);
    String text = limit.text(now);
    Sight after =
        after(
            before,
            new Outcome(limit.isPassed(now) ? Outcome.Kind.FAILURE : Outcome.Kind.SUCCESS, text));
    limits.put(limit.what(), after);
    if (changed(before, after)) {
      events.add(
          after.view() == View.DEAD
              ? begins(
                  limit.kind(),
                  Severity.WARNING,
                  " has " + text + ", above the limit of " + limit.text())
              : ends(limit.kind(), " has " + text + ", within the limit of " + limit.text()));
    }
  }

  private Sight after(Sight sight, Outcome outcome) {
    return outcome.kind() == Outcome.Kind.NOT_TOLD
        ? sight
        : sight.after(outcome, definition.pace().fall(), definition.pace().rise());
  }

  /** A first success is no recovery; what an earlier process told is ended by {@link #ending}. */
  private static boolean changed(Sight before, Sight after) {
    return before.view() != after.view()
        && (after.view() == View.DEAD || before.view() == View.DEAD);
  }

  private ConditionEvent begins(String kind, Severity severity, String what) {
    return ConditionEvent.begins(subject, kind, severity, "process " + definition.name() + what);
  }

  private ConditionEvent ends(String kind, String what) {
    return ConditionEvent.ends(subject, kind, "process " + definition.name() + what);
  }

  /** Whether a look should follow soon, as something is about to change. */
  synchronized boolean isChanging() {
    return alive.streak() > 0
        || listening.streak() > 0
        || limits.values().stream().anyMatch(sight -> sight.streak() > 0);
  }

  /** The event that ends a problem which does not last; null where it lasts, or is not known. */
  synchronized @Nullable Event ending(Subject about, String kind) {
    if (about.kind() != Subject.Kind.WATCHED) {
      return servers.ending(about, kind);
    }
    Sight sight =
        switch (kind) {
          case ConditionEvent.DOWN -> alive;
          case ConditionEvent.NOT_LISTENING ->
              definition.listens().isEmpty() ? NOT_WANTED : listening;
          case ConditionEvent.NOT_LOADED ->
              definition.configurationFiles().isEmpty() ? NOT_WANTED : configuration;
          default -> limit(kind);
        };
    return sight.view() == View.ALIVE ? ends(kind, " is well: " + sight.reason()) : null;
  }

  private Sight limit(String kind) {
    for (Limit limit : definition.limits()) {
      if (limit.kind().equals(kind)) {
        return limits.getOrDefault(limit.what(), Sight.NONE);
      }
    }
    return NOT_WANTED;
  }

  /** How it does as far as {@code backends} go. */
  synchronized ProcessStates.State state(List<String> backends) {
    String name = "process " + definition.name();
    return switch (alive.view()) {
      case UNKNOWN -> new ProcessStates.State(ProcessStates.Standing.UNKNOWN, alive.reason());
      case DEAD ->
          new ProcessStates.State(
              isHeard ? ProcessStates.Standing.BAD : ProcessStates.Standing.OUT_OF_REACH,
              name + ": " + alive.reason());
      case ALIVE -> {
        if (!backends.isEmpty() && !servers.isKnown()) {
          yield new ProcessStates.State(ProcessStates.Standing.UNKNOWN, name + " told no states");
        }
        String without = servers.without(backends);
        yield without == null
            ? new ProcessStates.State(ProcessStates.Standing.WELL, name + " is well")
            : new ProcessStates.State(
                ProcessStates.Standing.BAD,
                name + ": backend " + without + " has no server available");
      }
    };
  }

  /** One line for an operator. */
  synchronized String summary() {
    StringBuilder out = new StringBuilder(definition.name());
    out.append(": ")
        .append(
            switch (alive.view()) {
              case UNKNOWN -> "not known";
              case ALIVE -> "up";
              case DEAD -> "DOWN";
            });
    out.append(" (").append(alive.reason()).append(')');
    if (listening.view() == View.DEAD) {
      out.append(", not listening: ").append(listening.reason());
    }
    if (configuration.view() == View.DEAD) {
      out.append(", ").append(configuration.reason());
    }
    used.forEach(
        (what, amount) -> {
          out.append(", ").append(new Limit(what, 0, false).text(amount));
          Sight sight = limits.getOrDefault(what, Sight.NONE);
          out.append(sight.view() == View.DEAD ? " (above the limit)" : "");
        });
    if (servers.isKnown()) {
      out.append(", ").append(servers.summary());
    }
    return out.toString();
  }
}
