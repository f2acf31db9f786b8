package io.spillway.ops.dashboard;

import io.spillway.proxy.server.AdminState;
import io.spillway.proxy.server.AgentState;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerState;
import java.util.Locale;

/** How a server is, as it is painted. */
enum Condition {
  UP,
  /** Up as long as nobody says otherwise: it is not checked. */
  UNCHECKED,
  /** Up, and warming up to its full share. */
  STARTING,
  /** Up, and takes no new clients. */
  STOPPING,
  /** Kept from new clients by operators. */
  DRAIN,
  MAINT,
  DOWN;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Condition of(Server server) {
    ServerState state = server.state();
    if (state.isInMaintenance()) {
      return MAINT;
    }
    OperationalState operational = state.operational();
    if (operational == OperationalState.STOPPED) {
      return DOWN;
    }
    if (state.isDraining()) {
      return DRAIN;
    }
    return switch (operational) {
      case STARTING -> STARTING;
      case STOPPING -> STOPPING;
      default -> source(state).policy().isChecked() ? UP : UNCHECKED;
    };
  }

  /** Why it is so, for people; the empty string where there is nothing to say. */
  static String reason(Server server) {
    ServerState state = server.state();
    int admin = state.admin();
    ServerState tracked = state.tracked();
    String followed = tracked == null ? "" : tracked.server().path();
    if (has(admin, AdminState.FORCED_MAINTENANCE)) {
      return "put into maintenance by an operator";
    }
    if (has(admin, AdminState.INHERITED_MAINTENANCE)) {
      return "follows " + followed + ", which is in maintenance";
    }
    if (has(admin, AdminState.RESOLUTION_MAINTENANCE)) {
      return "its name " + server.hostName().host() + " does not resolve";
    }
    if (has(admin, AdminState.CONFIGURED_MAINTENANCE)) {
      return "disabled in the configuration";
    }
    String drained =
        has(admin, AdminState.FORCED_DRAIN)
            ? "drained by an operator"
            : has(admin, AdminState.INHERITED_DRAIN) ? "drains as " + followed + " does" : "";
    String checked = checked(state);
    return drained.isEmpty() || checked.isEmpty() ? drained + checked : drained + "; " + checked;
  }

  private static boolean has(int admin, AdminState bit) {
    return (admin & bit.bit()) != 0;
  }

  private static ServerState source(ServerState state) {
    ServerState source = state;
    for (ServerState other = state.tracked(); other != null; other = other.tracked()) {
      source = other;
    }
    return source;
  }

  private static String checked(ServerState own) {
    ServerState state = source(own);
    AgentState agent = state.agent();
    if (agent.isEnabled() && !agent.isUp()) {
      return "agent: " + text(agent.last());
    }
    String via = state == own ? "" : "follows " + state.server().path() + ": ";
    return state.policy().isChecked() ? via + text(state.lastCheck()) : "";
  }

  private static String text(CheckResult result) {
    CheckStatus status = result.status();
    return status.description()
        + (status.hasCode() && result.code() > 0 ? ", code " + result.code() : "")
        + (result.info().isEmpty() ? "" : ": " + result.info());
  }
}
