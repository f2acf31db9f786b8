package io.spillway.ops.watch;

import io.spillway.facility.definition.ProcessCheck;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.ops.event.BackendEvent;
import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.ServerEvent;
import io.spillway.ops.event.Subject;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All processes that this one watches. Thread-safe. */
public final class ProcessWatches implements ProcessStates, AutoCloseable {
  private final Deadlines deadlines = new Deadlines();
  private final Map<String, ProcessWatch> watches = new LinkedHashMap<>();

  /**
   * Watches that have not begun.
   *
   * @param facilities the facility that the address of a server ({@code <ip>:<port>}) is in, or the
   *     empty string
   * @param listener hears what happens to them, from any of several threads
   */
  public ProcessWatches(
      List<ProcessDefinition> definitions,
      Function<String, String> facilities,
      InstantSource clock,
      Consumer<Event> listener) {
    for (ProcessDefinition definition : definitions) {
      watches.put(
          definition.name(), new ProcessWatch(definition, deadlines, facilities, clock, listener));
    }
  }

  /** Begins to look. */
  public void start() {
    watches.values().forEach(ProcessWatch::start);
  }

  @Override
  public State of(String facility, ProcessCheck check) {
    State best = new State(Standing.UNKNOWN, "no process of " + facility + " is watched here");
    for (String name : check.processes()) {
      ProcessWatch watch = watches.get(name);
      if (watch == null || !watch.definition().facility().equals(facility)) {
        continue;
      }
      State state = watch.judgement().state(check.backends());
      best = rank(state) > rank(best) ? state : best;
    }
    return best;
  }

  /** What is not known of one of them may still be well, so it counts for more than what is bad. */
  private static int rank(State state) {
    return switch (state.standing()) {
      case WELL -> 3;
      case OUT_OF_REACH -> 2;
      case BAD -> 1;
      case UNKNOWN -> 0;
    };
  }

  /**
   * The event that ends a problem of a watched process which an earlier run of this one told; null
   * where it lasts, or is not known to be over.
   */
  public static @Nullable Event ending(
      @Nullable ProcessWatches running, Subject subject, String kind) {
    ProcessWatch watch = running == null ? null : running.watches.get(subject.process());
    if (watch != null) {
      return watch.judgement().ending(subject, kind);
    }
    String text = subject.process() + " is no longer watched";
    return switch (subject.kind()) {
      case SERVER ->
          new ServerEvent(subject, ServerEvent.Change.ending(kind), false, "process " + text);
      case BACKEND -> new BackendEvent(subject, true, "process " + text);
      default -> ConditionEvent.ends(subject, kind, "process " + text);
    };
  }

  /** A line for each, for an operator. */
  public String report() {
    StringBuilder out = new StringBuilder();
    watches.values().forEach(watch -> out.append(watch.judgement().summary()).append('\n'));
    return out.toString();
  }

  /** Looks no more. */
  @Override
  public void close() {
    watches.values().forEach(ProcessWatch::close);
    deadlines.close();
  }
}
