package io.spillway.proxy.stream;

import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.log.RuleLog;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.table.Tracker;
import io.spillway.proxy.table.Tracking;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Place;
import io.spillway.rules.Ruleset;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The rules on a connection before it carries anything: {@code tcp-request connection}, then {@code
 * tcp-request session}. Confined to the connection's loop.
 */
final class SessionRules implements Evaluation, Tracker, OfSession, RuleLog {
  private final SessionContext context;
  private final Sample sample;
  private final Place place;

  private SessionRules(SessionContext context, Place place) {
    this.context = context;
    this.place = place;
    this.sample = new Sample(context.frontend().bufferSize());
  }

  /**
   * Whether the {@code tcp-request connection} rules keep the connection; those that do not have
   * ended it.
   */
  static boolean keepConnection(SessionContext context) {
    Ruleset rules = context.frontend().rules().connection();
    return rules.isEmpty()
        || new SessionRules(context, Place.TCP_REQUEST_CONNECTION)
            .passes(rules, Counter.CONNECTIONS_DENIED);
  }

  /**
   * Whether the {@code tcp-request session} rules keep the connection; those that do not have ended
   * it.
   */
  static boolean keepSession(SessionContext context) {
    Ruleset rules = context.frontend().rules().session();
    return rules.isEmpty()
        || new SessionRules(context, Place.TCP_REQUEST_SESSION)
            .passes(rules, Counter.SESSIONS_DENIED);
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
  public SessionContext session() {
    return context;
  }

  @Override
  public void changeMark(int mark) {
    context.connection().mark(mark);
  }

  @Override
  public void changeTrafficClass(int value) {
    context.connection().trafficClass(value);
  }

  @Override
  public boolean isStopping() {
    return context.process().isStopping();
  }

  @Override
  public void writeLine(LogStep step, @Nullable LogProfile profile) {
    context.log().extra(new FailedConnection(context, 0, ""), step, profile);
  }

  @Override
  public long nowMillis() {
    return context.loop().clock().millis();
  }

  @Override
  public @Nullable Tracking tracked() {
    return context.tracked();
  }

  @Override
  public Tracking tracking(int counters) {
    return context.tracking(counters);
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
  public void expectProxyHeader() {
    context.expectProxyHeader();
  }

  @Override
  public void expectNetscalerHeader() {
    context.expectNetscalerHeader();
  }

  @Override
  public @Nullable ByteSlice proxyHeaderValue(int type, int occurrence) {
    return context.proxyHeaderValue(type, occurrence);
  }

  @Override
  public String frontendName() {
    return context.frontend().name();
  }
}
