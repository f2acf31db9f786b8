package io.spillway.proxy.stream;

import io.spillway.proxy.FrontendRules;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.Ruleset;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The rules on a connection before it carries anything: {@code tcp-request connection}, then {@code
 * tcp-request session}. Confined to the connection's loop.
 */
final class SessionRules implements Evaluation {
  private final SessionContext context;
  private final Sample sample;
  private Place place = Place.TCP_REQUEST_CONNECTION;

  private SessionRules(SessionContext context) {
    this.context = context;
    this.sample = new Sample(context.frontend().bufferSize());
  }

  /** Whether the rules keep the connection; those that do not have ended it. */
  static boolean keep(SessionContext context) {
    FrontendRules rules = context.frontend().rules();
    if (rules.connection().isEmpty() && rules.session().isEmpty()) {
      return true;
    }
    SessionRules evaluation = new SessionRules(context);
    return evaluation.passes(rules.connection(), Counter.CONNECTIONS_DENIED)
        && evaluation.passes(Place.TCP_REQUEST_SESSION, rules.session(), Counter.SESSIONS_DENIED);
  }

  private boolean passes(Place newPlace, Ruleset rules, Counter denied) {
    place = newPlace;
    return passes(rules, denied);
  }

  private boolean passes(Ruleset rules, Counter denied) {
    Verdict verdict = rules.run(this);
    boolean silently = verdict == Verdict.SILENT_DROP;
    if (!silently && verdict != Verdict.REJECT) {
      return true;
    }
    context.countDenied(denied);
    if (silently) {
      context.connection().dropSilently();
    } else {
      context.connection().reset();
    }
    return false;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Sample sample() {
    return sample;
  }

  @Override
  public long wallClockMicros() {
    return context.acceptWallMicros();
  }

  @Override
  public @Nullable VariableStore variables(VariableScope scope) {
    return switch (scope) {
      case PROCESS -> context.process().variables();
      case SESSION -> context.variables();
      case TRANSACTION, REQUEST, RESPONSE, CHECK -> null;
    };
  }

  @Override
  public @Nullable Address source() {
    return context.source();
  }

  @Override
  public @Nullable Address destination() {
    return context.destination();
  }

  @Override
  public @Nullable Address connectionSource() {
    return context.connectionSource();
  }

  @Override
  public @Nullable Address connectionDestination() {
    return context.connectionDestination();
  }

  @Override
  public void changeSource(Address address) {
    context.changeSource(address);
  }

  @Override
  public void changeDestination(Address address) {
    context.changeDestination(address);
  }

  @Override
  public String frontendName() {
    return context.frontend().name();
  }
}
