package io.spillway.proxy.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server works and whether it may be used: its health as checks and traffic saw it, and
 * what operators decided. Thread-safe: changes are made one after the other under this object's
 * lock, reading needs none.
 *
 * <p>Health is a number from 0 to {@code rise + fall - 1}; from {@code rise} on the server is up. A
 * success below the threshold counts up and jumps to the top once it reaches it; a failure counts
 * down and drops to 0 once it is below.
 */
public final class ServerState {
  private final Server server;
  private final HealthPolicy policy;
  private final LongSupplier clock;
  private final List<ServerListener> listeners = new CopyOnWriteArrayList<>();
  private final List<ServerState> trackers = new CopyOnWriteArrayList<>();

  private volatile int health;
  private volatile OperationalState operational;
  private volatile int admin;
  private volatile CheckResult lastCheck = CheckResult.INITIALIZING;
  private volatile long lastChangeMillis;
  private volatile long downMillis;
  private volatile int failedChecks;
  private volatile int downTransitions;

  ServerState(Server server, ServerPolicy policy, LongSupplier clock) {
    this.server = server;
    this.policy = policy.health();
    this.clock = clock;
    this.health = this.policy.initialHealth();
    this.admin = policy.isDisabled() ? AdminState.CONFIGURED_MAINTENANCE.bit() : 0;
    this.operational =
        policy.isDisabled() || health < this.policy.rise()
            ? OperationalState.STOPPED
            : OperationalState.RUNNING;
    this.lastChangeMillis = clock.getAsLong();
  }

  /** Adds someone to be told of every later change. */
  public void addListener(ServerListener listener) {
    listeners.add(listener);
  }

  /** Whether it is up, apart from what operators decided. */
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
    return health;
  }

  /** The rules of its health. */
  public HealthPolicy policy() {
    return policy;
  }

  /** How the last check went. */
  public CheckResult lastCheck() {
    return lastCheck;
  }

  /** When it changed its state last, on the server's clock. */
  public long lastChangeMillis() {
    return lastChangeMillis;
  }

  /** How many checks counted against it. */
  public int failedChecks() {
    return failedChecks;
  }

  /** How often it went down. */
  public int downTransitions() {
    return downTransitions;
  }

  /** For how long it has been down altogether, the present time included. */
  public long downMillis() {
    long before = downMillis;
    return operational == OperationalState.STOPPED && !isInMaintenance()
        ? before + clock.getAsLong() - lastChangeMillis
        : before;
  }

  /** A check has ended. */
  public synchronized void checked(CheckResult result) {
    CheckResult before = lastCheck;
    lastCheck = result;
    boolean moved =
        switch (result.status().verdict()) {
          case FAILED -> countFailure();
          case PASSED, CONDITIONAL -> countSuccess();
          case NONE -> false;
        };
    if (moved || result.status() != before.status()) {
      CheckReport report = report(result);
      listeners.forEach(listener -> listener.checked(report));
    }
    switch (result.status().verdict()) {
      case FAILED -> {
        if (health < policy.rise()) {
          goDown(result, "");
        }
      }
      case PASSED -> {
        if (health >= policy.rise()) {
          goUp(result, "");
        }
      }
      case CONDITIONAL -> {
        if (health >= policy.rise()) {
          goStopping(result);
        }
      }
      case NONE -> {}
    }
  }

  private boolean countFailure() {
    if (health == 0) {
      return false;
    }
    failedChecks = failedChecks + 1;
    int lowered = health - 1;
    health = lowered < policy.rise() ? 0 : lowered;
    return true;
  }

  private boolean countSuccess() {
    int top = policy.rise() + policy.fall() - 1;
    if (health == top) {
      return false;
    }
    int raised = health + 1;
    health = raised >= policy.rise() ? top : raised;
    return true;
  }

  private CheckReport report(CheckResult result) {
    boolean isUp = health >= policy.rise();
    return new CheckReport(
        server,
        result,
        isUp,
        isUp ? health - policy.rise() + 1 : health,
        isUp ? policy.fall() : policy.rise());
  }

  private void goDown(@Nullable CheckResult check, String cause) {
    if (operational == OperationalState.STOPPED || isInMaintenance()) {
      return;
    }
    operational = OperationalState.STOPPED;
    downTransitions = downTransitions + 1;
    finish(ServerTransition.Kind.DOWN, check, cause);
    trackers.forEach(tracker -> tracker.follow(check));
  }

  private void goUp(@Nullable CheckResult check, String cause) {
    if (operational == OperationalState.RUNNING
        || operational == OperationalState.STARTING
        || isInMaintenance()) {
      return;
    }
    leaveStopped();
    finish(ServerTransition.Kind.UP, check, cause);
    trackers.forEach(tracker -> tracker.follow(check));
  }

  private void goStopping(CheckResult check) {
    if (operational == OperationalState.STOPPING || isInMaintenance()) {
      return;
    }
    leaveStopped();
    operational = OperationalState.STOPPING;
    finish(ServerTransition.Kind.STOPPING, check, "");
    trackers.forEach(tracker -> tracker.follow(check));
  }

  private void leaveStopped() {
    if (operational == OperationalState.STOPPED) {
      downMillis = downMillis + clock.getAsLong() - lastChangeMillis;
    }
    operational = server.warmsUp() ? OperationalState.STARTING : OperationalState.RUNNING;
  }

  private synchronized void follow(@Nullable CheckResult check) {
    ServerState tracked = server.trackedState();
    if (tracked == null) {
      return;
    }
    String cause = "via " + tracked.server.path();
    switch (tracked.operational) {
      case STOPPED -> goDown(check, cause);
      case STARTING, RUNNING -> goUp(check, cause);
      case STOPPING -> {
        if (check != null) {
          goStopping(check);
        }
      }
    }
  }

  private void finish(ServerTransition.Kind kind, @Nullable CheckResult check, String cause) {
    lastChangeMillis = clock.getAsLong();
    Dispatcher.Effect effect = server.changed();
    ServerTransition transition =
        new ServerTransition(
            server,
            kind,
            check,
            cause,
            effect.activeServers(),
            effect.backupServers(),
            effect.requeued(),
            server.sessions().value(),
            effect.waiting(),
            effect.isBackendDown());
    listeners.forEach(listener -> listener.transitioned(transition));
  }

  /** Warmed up: the full share from now on. */
  synchronized void warm() {
    if (operational == OperationalState.STARTING) {
      operational = OperationalState.RUNNING;
    }
  }
}
