package io.spillway.facility.runtime;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.agreement.Ledger;
import io.spillway.facility.agreement.Message;
import io.spillway.facility.agreement.Register;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.verdict.Deliberation;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import io.spillway.facility.verdict.Testimony;
import io.spillway.facility.verdict.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The reasoning and the agreement about one name. Confined to the runtime's thread. */
final class NameWork {
  /** An attempt that takes longer than this is repeated. */
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final NameDefinition definition;
  private final Register register;
  private final Duration validity;
  private final Duration heartbeat;
  private final RandomGenerator random;
  private Deliberation deliberation = Deliberation.NONE;
  private Verdict told;
  private Selection selection;
  private NameAnswer answer;
  private Instant since;
  private boolean disagrees;
  private long disagreesSince;
  private long attemptedAt;
  private long notBefore;

  NameWork(
      NameDefinition definition,
      Register register,
      Map<String, Order> orders,
      Duration validity,
      Duration heartbeat,
      RandomGenerator random,
      Instant now) {
    this.definition = definition;
    this.register = register;
    this.validity = validity;
    this.heartbeat = heartbeat;
    this.random = random;
    this.told = register.verdict();
    this.selection = Selection.of(definition.policy(), told, orders);
    this.answer = answered(orders);
    this.since = now;
  }

  NameDefinition definition() {
    return definition;
  }

  Deliberation deliberation() {
    return deliberation;
  }

  Selection selection() {
    return selection;
  }

  NameAnswer answer() {
    return answer;
  }

  /** Since when the verdict holds here. */
  Instant since() {
    return since;
  }

  Ledger ledger() {
    return register.ledger();
  }

  Verdict verdict() {
    return register.verdict();
  }

  void learn(Verdict agreed) {
    register.learn(agreed);
  }

  List<Register.Outgoing> receive(String from, Message message) {
    return register.receive(from, message);
  }

  /**
   * Reasons once more, and tries to have the verdict changed where it ought to be.
   *
   * @param defers whether the change is left to another one, who hears more voters than this one
   * @param rank how many voters that are heard stand before this one, and so try first
   */
  List<Register.Outgoing> deliberate(
      Collection<Testimony> testimonies, boolean defers, int rank, long now) {
    deliberation =
        deliberation.next(definition.policy(), register.verdict(), testimonies, validity, now);
    if (defers || !deliberation.disagreesWith(register.verdict())) {
      disagrees = false;
      return List.of();
    }
    if (!disagrees) {
      disagrees = true;
      disagreesSince = now;
      notBefore = now + 2L * rank * heartbeat.toNanos();
    }
    if (register.isAttempting()) {
      if (now - attemptedAt < PATIENCE.toNanos()) {
        return List.of();
      }
      register.giveUp();
    }
    return now - notBefore < 0 ? List.of() : attempt(deliberation.withdrawn(), now);
  }

  private List<Register.Outgoing> attempt(Set<InetAddress> withdrawn, long now) {
    attemptedAt = now;
    // Who was refused waits a random time, so that two do not refuse each other again and again.
    long beat = heartbeat.toNanos();
    notBefore = now + beat + random.nextLong(2 * beat);
    return register.propose(withdrawn);
  }

  /** For how long the verdict has not been what it ought to be, in nanoseconds. */
  long disagreesFor(long now) {
    return disagrees ? now - disagreesSince : 0;
  }

  /**
   * Tries to have the addresses of a facility that look alive serve again, hold-down or not.
   *
   * @param out takes what is to be sent
   * @return whether there are any
   */
  boolean restore(String facility, long now, List<Register.Outgoing> out) {
    Set<InetAddress> wanted = new HashSet<>(register.verdict().withdrawn());
    boolean any =
        wanted.removeIf(
            address ->
                facility.equals(definition.policy().facilityOf(address))
                    && deliberation.tallies().containsKey(address)
                    && deliberation.tallies().get(address).saysAlive());
    if (!any || !deliberation.quorum()) {
      return false;
    }
    register.giveUp();
    out.addAll(attempt(wanted, now));
    return true;
  }

  /** Brings selection and answer up to date, and tells what has changed. */
  void follow(Map<String, Order> orders, Instant now, FacilityEvent.Listener listener) {
    Verdict verdict = register.verdict();
    Selection before = selection;
    selection = Selection.of(definition.policy(), verdict, orders);
    answer = answered(orders);
    if (verdict.revision() != told.revision()) {
      since = now;
    } else if (selection.equals(before)) {
      return;
    }
    told = verdict;
    listener.happened(
        new FacilityEvent.VerdictChanged(definition.name(), verdict, before, selection));
    if (selection.reason() == Selection.Reason.ALL_DEAD
        && before.reason() != Selection.Reason.ALL_DEAD) {
      listener.happened(
          new FacilityEvent.AllDead(definition.name(), selection.facilities().getFirst()));
    }
  }

  private NameAnswer answered(Map<String, Order> orders) {
    long revision = register.verdict().revision();
    for (var member : definition.policy().members()) {
      revision += orders.getOrDefault(member.facility(), Order.NONE).number();
    }
    return new NameAnswer(
        definition.name(),
        selection.addresses(),
        selection.portions().stream()
            .map(portion -> new NameAnswer.Portion(portion.addresses(), portion.weight()))
            .toList(),
        selection.reason() == Selection.Reason.NORMAL
            ? definition.timeToLive()
            : definition.degradedTimeToLive(),
        revision);
  }
}
