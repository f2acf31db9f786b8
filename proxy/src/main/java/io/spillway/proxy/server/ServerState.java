package io.spillway.proxy.server;

import io.spillway.proxy.server.CheckStatus.Verdict;
import io.spillway.proxy.server.HealthPolicy.Observe;
import io.spillway.proxy.server.ServerTransition.Cause;
import io.spillway.proxy.server.ServerTransition.Kind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server works and whether it may be used: its health as checks and traffic saw it, and
 * what operators decided. Thread-safe: changes are made one after the other under this object's
 * lock, reading needs none.
 *
 * <p>How results count is {@link Health}'s.
 *
 * <p>A server that tracks another has no health of its own: it follows the other's ups and downs,
 * maintenance and drain.
 */
public final class ServerState {
  private final Server server;
  private final HealthPolicy policy;
  private final Health health;
  private final AgentState agent;
  private final LongSupplier clock;
  private final List<ServerListener> listeners = new CopyOnWriteArrayList<>();
  private final List<ServerState> trackers = new CopyOnWriteArrayList<>();
  private final AtomicInteger errorsInARow = new AtomicInteger();
  private final StateCounts counts = new StateCounts(this::unaccountedDownMillis);

  private boolean isRenamed;
  private volatile @Nullable ServerState tracked;
  private volatile OperationalState operational;
  private volatile int admin;
  private volatile CheckResult lastCheck = CheckResult.INITIALIZING;
  private volatile long lastChangeMillis;

  ServerState(Server server, ServerPolicy policy, LongSupplier clock) {
    this.server = server;
    this.policy = policy.health();
    this.clock = clock;
    this.health = new Health(this.policy);
    this.agent = new AgentState(this);
    this.admin =
        (policy.isDisabled() ? AdminState.CONFIGURED_MAINTENANCE.bit() : 0)
            | (server.isNowhere() ? AdminState.RESOLUTION_MAINTENANCE.bit() : 0);
    this.operational =
        isInMaintenance() || !health.isUp() ? OperationalState.STOPPED : OperationalState.RUNNING;
    this.lastChangeMillis = clock.getAsLong();
  }

  /** Adds someone to be told of every later change. */
  public void addListener(ServerListener listener) {
    listeners.add(listener);
  }

  /** Follows {@code other} from now on ({@code track}). Called once, before traffic. */
  public void track(ServerState other) {
    tracked = other;
    other.trackers.add(this);
    if (other.isInMaintenance()) {
      admin |= AdminState.INHERITED_MAINTENANCE.bit();
    }
    operational = isInMaintenance() ? OperationalState.STOPPED : other.operational;
    server.changed();
  }

  /** The state that this one follows, or null. */
  public @Nullable ServerState tracked() {
    return tracked;
  }

  /** What its agent says; nothing where it has none. */
  public AgentState agent() {
    return agent;
  }

  /** The server whose state this is. */
  public Server server() {
    return server;
  }

  /** Whether it is up, as far as is known. Maintenance counts as down. */
  public OperationalState operational() {
    return operational;
  }

  /** What operators decided, as bits of {@link AdminState}. */
  public int admin() {
    return admin;
  }

  /** Whether an operator, the configuration or the tracked server put it into maintenance. */
  public boolean isInMaintenance() {
    return (admin & AdminState.MAINTENANCE) != 0;
  }

  /** Whether an operator or the tracked server drains it. */
  public boolean isDraining() {
    return (admin & AdminState.DRAIN) != 0;
  }

  /** 0 to {@code rise + fall - 1}; up from {@code rise} on. */
  public int health() {
    return health.value();
  }

  /** The rules of its health. */
  public HealthPolicy policy() {
    return policy;
  }

  /** How the last check went. */
  public CheckResult lastCheck() {
    return lastCheck;
  }

  /** When it changed last, on the server's clock. */
  public long lastChangeMillis() {
    return lastChangeMillis;
  }

  /** How often it went down, and the like. */
  public StateCounts counts() {
    return counts;
  }

  /** The word of the statistics: {@code UP}, {@code DOWN 1/2}, {@code no check} … */
  public String status() {
    ServerState other = tracked;
    if ((admin & AdminState.RESOLUTION_MAINTENANCE.bit()) != 0) {
      return "MAINT (resolution)";
    }
    if ((admin & AdminState.INHERITED_MAINTENANCE.bit()) != 0 && other != null) {
      return "MAINT (via " + other.server.path() + ")";
    }
    if (isInMaintenance()) {
      return "MAINT";
    }
    ServerState source = source();
    return source.agent.describe(
        operational, isDraining(), source.health.describe(operational, isDraining()));
  }

  private ServerState source() {
    ServerState source = this;
    for (ServerState other = tracked; other != null; other = other.tracked) {
      source = other;
    }
    return source;
  }

  /** A check has ended. Ignored in maintenance. */
  public synchronized void checked(CheckResult result) {
    if (isInMaintenance()) {
      return;
    }
    Verdict verdict = result.status().verdict();
    if (verdict != Verdict.FAILED && verdict != Verdict.NONE) {
      errorsInARow.set(0);
    }
    record(result);
    switch (verdict) {
      case FAILED -> {
        if (health.isLowest()) {
          goDown(Cause.of(result));
        }
      }
      case PASSED -> {
        if (health.isUp() && agent.isUp()) {
          goUp(Cause.of(result));
        }
      }
      case CONDITIONAL -> {
        if (health.isUp() && agent.isUp()) {
          goStopping(Cause.of(result));
        }
      }
      case NONE -> {}
    }
  }

  private void record(CheckResult result) {
    CheckResult before = lastCheck;
    lastCheck = result;
    boolean hasMoved =
        switch (result.status().verdict()) {
          case FAILED -> countFailure();
          case PASSED, CONDITIONAL -> health.succeed();
          case NONE -> false;
        };
    if (hasMoved || result.status() != before.status()) {
      tell(
          new CheckReport(
              CheckReport.Origin.HEALTH,
              server,
              result,
              health.isUp(),
              health.counted(),
              health.limit()));
    }
  }

  /** Tells everyone of {@code report}. */
  void tell(CheckReport report) {
    listeners.forEach(listener -> listener.checked(report));
  }

  /** Its agent said that it works, or that it does not; for {@link AgentState}. */
  void agentDecided(boolean works, Cause cause) {
    if (isInMaintenance()) {
      return;
    }
    if (!works) {
      goDown(cause);
    } else if (health.isUp() && operational != OperationalState.STOPPING) {
      goUp(cause);
    }
  }

  private boolean countFailure() {
    boolean hasMoved = health.fail();
    if (hasMoved) {
      counts.checkFailed();
    }
    return hasMoved;
  }

  /** A stream saw something. Costs a comparison where {@code observe} is not set. */
  public void observe(Observation observation) {
    if (policy.observe() != Observe.NOTHING && observation.counts(policy.observe())) {
      count(observation);
    }
  }

  private void count(Observation observation) {
    if (!observation.isFailure()) {
      errorsInARow.set(0);
      return;
    }
    int errors = errorsInARow.incrementAndGet();
    if (errors >= policy.errorLimit()) {
      errorsInARow.set(0);
      tooManyErrors(errors, observation);
    }
  }

  private synchronized void tooManyErrors(int errors, Observation last) {
    if (isInMaintenance()) {
      return;
    }
    counts.observedTooManyErrors();
    String info = "Detected " + errors + " consecutive errors, last one was: " + last.description();
    CheckResult result = new CheckResult(CheckStatus.TRAFFIC_ANALYSIS, 0, info, -1);
    switch (policy.onError()) {
      case FAST_INTERVAL -> {}
      case FAIL_CHECK -> failByTraffic(result);
      case SUDDEN_DEATH -> {
        health.leaveLives(2);
        failByTraffic(result);
      }
      case MARK_DOWN -> {
        health.leaveLives(1);
        failByTraffic(result);
      }
    }
    listeners.forEach(listener -> listener.errorsObserved(server));
  }

  private void failByTraffic(CheckResult result) {
    record(result);
    if (health.isLowest()) {
      goDown(Cause.of(result));
    }
  }

  /** An operator says that it is down; checks may bring it back. */
  public synchronized void forceDown() {
    if (!isInMaintenance()) {
      health.drop();
      goDown(Cause.COMMAND);
    }
  }

  /** An operator says that it is up; checks may bring it down. */
  public synchronized void forceUp() {
    if (!isInMaintenance()) {
      health.fill();
      goUp(Cause.COMMAND);
    }
  }

  /** An operator says that it takes no new clients; checks may say otherwise. */
  public synchronized void forceStopping() {
    if (!isInMaintenance()) {
      health.fill();
      goStopping(Cause.COMMAND);
    }
  }

  /**
   * Takes over what an earlier process knew. What operators decided stands already; in maintenance
   * and where another server is tracked, only the time is taken over.
   *
   * @param ageMillis how long ago it changed last
   */
  public synchronized void restore(OperationalState known, long ageMillis) {
    if (!isInMaintenance() && tracked == null) {
      if (known == OperationalState.STOPPED) {
        health.drop();
      } else {
        health.fill();
      }
      switch (known) {
        case STOPPED -> goDown(Cause.RESTORED);
        case STARTING, RUNNING -> goUp(Cause.RESTORED);
        case STOPPING -> goStopping(Cause.RESTORED);
      }
    }
    lastChangeMillis = clock.getAsLong() - ageMillis;
  }

  private long unaccountedDownMillis() {
    return operational == OperationalState.STOPPED ? clock.getAsLong() - lastChangeMillis : 0;
  }

  /** Goes on counting from where an earlier process was; before traffic. */
  public synchronized void takeOver(StateCounts.Values earlier) {
    counts.takeOver(earlier);
  }

  private void goDown(Cause cause) {
    if (operational != OperationalState.STOPPED) {
      operational = OperationalState.STOPPED;
      counts.wentDown();
      finish(Kind.DOWN, cause);
    }
  }

  private void goUp(Cause cause) {
    if (operational == OperationalState.STOPPED || operational == OperationalState.STOPPING) {
      start();
      finish(Kind.UP, cause);
    }
  }

  private void goStopping(Cause cause) {
    if (operational != OperationalState.STOPPING) {
      start();
      operational = OperationalState.STOPPING;
      finish(Kind.STOPPING, cause);
    }
  }

  private void start() {
    if (operational == OperationalState.STOPPED) {
      counts.wasDown(clock.getAsLong() - lastChangeMillis);
    }
    boolean isCold = server.policy().slowStartMillis() > 0;
    operational = isCold ? OperationalState.STARTING : OperationalState.RUNNING;
    if (isCold) {
      server.beginWarmUp();
    }
  }

  /**
   * Ends the warm-up where its time is over.
   *
   * @return whether there is nothing to warm up any more
   */
  synchronized boolean warmUp() {
    if (operational == OperationalState.STARTING
        && clock.getAsLong() - lastChangeMillis >= server.policy().slowStartMillis()) {
      operational = OperationalState.RUNNING;
    }
    return operational != OperationalState.STARTING;
  }

  /** Puts it into maintenance: no traffic, no checks. Ends a drain that an operator asked for. */
  public synchronized void enterMaintenance() {
    enterMaintenance(AdminState.FORCED_MAINTENANCE, Cause.OPERATOR);
    admin &= ~AdminState.FORCED_DRAIN.bit();
  }

  /** Puts it into maintenance for {@code reason}. */
  public synchronized void enterMaintenance(AdminState reason, Cause cause) {
    boolean wasInMaintenance = isInMaintenance();
    boolean wasUp = operational != OperationalState.STOPPED;
    admin |= reason.bit();
    if (wasInMaintenance) {
      return;
    }
    if (wasUp) {
      operational = OperationalState.STOPPED;
      counts.wentDown();
    }
    lastCheck = CheckResult.INITIALIZING;
    finish(Kind.MAINTENANCE_ENTERED, cause, wasUp);
  }

  /** Ends every maintenance and drain that an operator or the configuration asked for. */
  public synchronized void makeReady() {
    int forced = AdminState.FORCED_MAINTENANCE.bit() | AdminState.CONFIGURED_MAINTENANCE.bit();
    boolean wasDraining = (admin & AdminState.FORCED_DRAIN.bit()) != 0;
    int drains = admin & ~AdminState.FORCED_DRAIN.bit();
    if ((admin & forced) != 0) {
      admin = drains;
      leaveMaintenance(forced, Cause.OPERATOR);
    } else if (wasDraining) {
      leaveDrain(AdminState.FORCED_DRAIN, Cause.OPERATOR);
    }
  }

  /** Its name has no address any more, because of {@code why}: maintenance, until it has one. */
  public synchronized void loseAddress(String why) {
    tellRenamed();
    enterMaintenance(AdminState.RESOLUTION_MAINTENANCE, Cause.words(why));
  }

  /** Its name has an address again: ends what {@link #loseAddress} began. */
  public synchronized void findAddress() {
    tellRenamed();
    leaveMaintenance(AdminState.RESOLUTION_MAINTENANCE.bit(), Cause.RESOLVED);
  }

  /** It has the address that it had before the process began: nothing is told. */
  public synchronized void restoreAddress() {
    admin &= ~AdminState.RESOLUTION_MAINTENANCE.bit();
    if (!isInMaintenance() && health.isUp()) {
      start();
      server.changed();
    }
  }

  /** Whether it waits for an address. */
  public boolean lacksAddress() {
    return (admin & AdminState.RESOLUTION_MAINTENANCE.bit()) != 0;
  }

  /**
   * Its host's name is another than the configuration's; as in HAProxy, that is told from the next
   * time on that an address is found or lost.
   */
  public synchronized void renamed() {
    isRenamed = true;
  }

  private void tellRenamed() {
    if (isRenamed) {
      admin |= AdminState.HOST_NAME_CHANGED.bit();
    }
  }

  /** Tells everyone what became of its name. */
  public void tell(ResolutionNotice notice) {
    listeners.forEach(listener -> listener.resolved(notice));
  }

  private void leaveMaintenance(int reasons, Cause cause) {
    if ((admin & reasons) == 0) {
      return;
    }
    admin &= ~reasons;
    if (isInMaintenance()) {
      return;
    }
    ServerState other = tracked;
    if (other == null ? agent.isUp() : other.operational != OperationalState.STOPPED) {
      if (policy.isChecked()) {
        health.barelyUp();
      }
      start();
    }
    boolean isUp = operational != OperationalState.STOPPED;
    lastChangeMillis = clock.getAsLong();
    BackendEffect effect = server.changed();
    announce(Kind.MAINTENANCE_LEFT, cause, isUp, effect);
    if (isDraining()) {
      announce(Kind.DRAIN_KEPT, cause, isUp, effect);
    }
    trackers.forEach(tracker -> tracker.follow(this));
  }

  /** Drains it: no new clients but those whom persistence sends. Ends a forced maintenance. */
  public synchronized void drain() {
    int maintenance = AdminState.FORCED_MAINTENANCE.bit() | AdminState.CONFIGURED_MAINTENANCE.bit();
    if ((admin & maintenance) != 0) {
      admin |= AdminState.FORCED_DRAIN.bit();
      leaveMaintenance(maintenance, Cause.OPERATOR);
    } else {
      enterDrain(AdminState.FORCED_DRAIN, Cause.OPERATOR);
    }
  }

  private void enterDrain(AdminState reason, Cause cause) {
    boolean wasDraining = isDraining();
    admin |= reason.bit();
    if (!wasDraining && !isInMaintenance()) {
      finish(Kind.DRAIN_ENTERED, cause);
    }
  }

  private void leaveDrain(AdminState reason, Cause cause) {
    if ((admin & reason.bit()) == 0) {
      return;
    }
    admin &= ~reason.bit();
    if (!isInMaintenance()) {
      finish(isDraining() ? Kind.DRAIN_KEPT : Kind.DRAIN_LEFT, cause);
    }
  }

  private void finish(Kind kind, Cause cause) {
    finish(kind, cause, operational != OperationalState.STOPPED);
  }

  private void finish(Kind kind, Cause cause, boolean isUp) {
    lastChangeMillis = clock.getAsLong();
    BackendEffect effect = server.changed();
    announce(kind, cause, isUp, effect);
    trackers.forEach(tracker -> tracker.follow(this));
  }

  private void announce(Kind kind, Cause cause, boolean isUp, BackendEffect effect) {
    ServerTransition transition =
        new ServerTransition(server, kind, cause, isUp, effect, server.sessions().value());
    listeners.forEach(listener -> listener.transitioned(transition));
  }

  private synchronized void follow(ServerState other) {
    Cause cause = Cause.tracking(other.server.path());
    if (other.isInMaintenance()) {
      enterMaintenance(AdminState.INHERITED_MAINTENANCE, cause);
      return;
    }
    if (other.isDraining() && isInMaintenance()) {
      admin |= AdminState.INHERITED_DRAIN.bit();
    }
    leaveMaintenance(AdminState.INHERITED_MAINTENANCE.bit(), cause);
    if (other.isDraining()) {
      enterDrain(AdminState.INHERITED_DRAIN, cause);
    } else {
      leaveDrain(AdminState.INHERITED_DRAIN, cause);
    }
    if (!isInMaintenance()) {
      switch (other.operational) {
        case STOPPED -> goDown(cause);
        case STARTING, RUNNING -> goUp(cause);
        case STOPPING -> goStopping(cause);
      }
    }
  }
}
