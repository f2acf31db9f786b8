package io.spillway.facility.runtime;

import io.spillway.facility.exchange.Exchange;
import io.spillway.facility.exchange.VoterState;
import io.spillway.facility.exchange.VoterState.NameState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this voter says to the others: at once where it has changed, else once a heartbeat. Confined
 * to the runtime's thread, but for {@link #standBack}.
 */
final class OwnWords {
  private final Exchange exchange;
  private final Memory memory;
  private final Duration heartbeat;
  private volatile long standsBackUntil = System.nanoTime();
  private long saidAt;
  private @Nullable VoterState said;

  OwnWords(Exchange exchange, Memory memory, Duration heartbeat) {
    this.exchange = exchange;
    this.memory = memory;
    this.heartbeat = heartbeat;
  }

  /** This instance does not reach a provider: the others are told so for some time. Thread-safe. */
  void standBack(Duration time) {
    standsBackUntil = System.nanoTime() + time.toNanos();
  }

  /** Whether it does not, as it was told. */
  boolean standsBack(long now) {
    return now - standsBackUntil < 0;
  }

  /** The nanoseconds from {@code now} until something is to be said even if nothing changes. */
  long untilNext(long now) {
    return saidAt + heartbeat.toNanos() - now;
  }

  /** Nothing is said in this round. */
  void skip(long now) {
    saidAt = now;
  }

  /** What is seen and concluded about a name, from the running {@code watches}. */
  static NameState about(NameWork work, @Nullable Watches watches) {
    return new NameState(
        watches == null ? Map.of() : watches.views(work.definition().name()), work.verdict());
  }

  void say(
      Map<String, NameWork> names,
      @Nullable Watches watches,
      Peers peers,
      boolean standsBack,
      long now) {
    Map<String, NameState> states = new HashMap<>();
    // A verdict that could not be written down is not passed on: it would be forgotten.
    names.forEach(
        (name, work) ->
            states.put(
                name, new NameState(about(work, watches).views(), memory.ledger(name).verdict())));
    VoterState state = new VoterState(states, memory.orders(), peers.heard(now), standsBack);
    if (!state.equals(said) || untilNext(now) <= 0) {
      said = state;
      saidAt = now;
      exchange.publish(state);
    }
  }
}
