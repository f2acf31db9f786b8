package io.spillway.proxy.server;

import io.spillway.proxy.server.ServerTransition.Cause;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a server's agent says of it ({@code agent-check}; configuration manual, chapter 5.2), and
 * whether it is asked. Thread-safe: changes are made under the lock of its {@link ServerState}.
 *
 * <p>A server works where both its health checks and its agent say so; one word of its agent
 * suffices, in either direction. An agent that cannot be asked changes nothing.
 */
public final class AgentState {
  private static final int WHOLE = 100;

  private final ServerState state;
  private volatile boolean isConfigured;
  private volatile boolean isEnabled;
  private volatile boolean isAsked;
  private volatile boolean isUp = true;
  private volatile CheckResult last = CheckResult.INITIALIZING;
  private volatile @Nullable AgentTarget target;

  AgentState(ServerState state) {
    this.state = state;
  }

  /** There is one, at {@code target}. Called once, before traffic. */
  public void configure(AgentTarget target) {
    this.target = target;
    isConfigured = true;
    isEnabled = true;
  }

  /** Whether the configuration has the server's agent asked. */
  public boolean isConfigured() {
    return isConfigured;
  }

  /** Whether it is asked, and believed. */
  public boolean isEnabled() {
    return isEnabled;
  }

  /** Has it asked or not; no effect where none is configured. */
  public void enable(boolean isEnabled) {
    synchronized (state) {
      this.isEnabled = isConfigured && isEnabled;
    }
  }

  /** Whether it is being asked at this moment. */
  public boolean isAsked() {
    return isAsked;
  }

  /** It is asked from now on, or no longer. */
  public void asked(boolean isAsked) {
    this.isAsked = isAsked;
  }

  /** Where it is asked and how, or null where there is none. */
  public @Nullable AgentTarget target() {
    return target;
  }

  /** Has it asked elsewhere or otherwise. */
  public void target(AgentTarget target) {
    this.target = target;
  }

  /** Whether it says that the server works; true as long as nothing else is known. */
  public boolean isUp() {
    return !isEnabled || isUp;
  }

  /** How asking it went last. */
  public CheckResult last() {
    return last;
  }

  /**
   * It answered.
   *
   * @param answer what it said, or null where that was not understood or nothing came
   * @param result how that is told
   */
  public void heard(@Nullable AgentAnswer answer, CheckResult result) {
    synchronized (state) {
      if (answer != null && isEnabled) {
        apply(answer);
      }
      Boolean works = answer == null ? null : answer.works();
      boolean before = isUp;
      boolean isNews = result.status() != last.status();
      last = result;
      if (works != null) {
        isUp = works;
      }
      boolean hasChanged = isUp != before;
      if (result.status() != CheckStatus.CHECKED && (isNews || hasChanged)) {
        tell(result);
      }
      if (works != null && isEnabled) {
        state.agentDecided(isUp, Cause.of(result));
      }
    }
  }

  private void apply(AgentAnswer answer) {
    Server server = state.server();
    AgentAnswer.Admin admin = answer.admin();
    if (admin != null) {
      switch (admin) {
        case READY -> state.makeReady();
        case DRAIN -> {
          if (!state.isDraining() || state.isInMaintenance()) {
            state.drain();
          }
        }
        case MAINT -> {
          if (!state.isInMaintenance()) {
            state.enterMaintenance();
          }
        }
      }
    }
    OptionalInt percent = answer.percent();
    if (percent.isPresent()) {
      long weight = (long) server.initialWeight() * percent.getAsInt() / WHOLE;
      int limited = (int) Math.min(ServerPolicy.MAX_WEIGHT, weight);
      if (server.weight() != limited) {
        server.setWeight(limited);
      }
    }
    OptionalInt maximum = answer.maximum();
    if (maximum.isPresent() && server.limits().maximum() != maximum.getAsInt()) {
      server.setMaximum(maximum.getAsInt());
    }
  }

  private void tell(CheckResult result) {
    state.tell(
        new CheckReport(CheckReport.Origin.AGENT, state.server(), result, isUp, isUp ? 1 : 0, 1));
  }

  /** An operator says what it would say; it may say otherwise when it is asked next. */
  public void force(boolean works) {
    synchronized (state) {
      isUp = works;
      state.agentDecided(works, Cause.COMMAND);
    }
  }

  /** The words of the statistics, where its checks' words would be {@code words}. */
  String describe(OperationalState known, boolean isDraining, String words) {
    if (!isEnabled) {
      return words;
    }
    return switch (known) {
      case STOPPED -> isUp ? words : "DOWN (agent)";
      case STARTING, RUNNING -> isDraining ? "DRAIN (agent)" : words;
      case STOPPING -> words;
    };
  }
}
