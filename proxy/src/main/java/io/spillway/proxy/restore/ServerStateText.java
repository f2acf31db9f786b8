package io.spillway.proxy.restore;

import io.netty.util.NetUtil;
import io.spillway.config.Settings;
import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.HealthKeywords;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.AdminState;
import io.spillway.proxy.server.AgentState;
import io.spillway.proxy.server.AgentTarget;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerState;
import io.spillway.proxy.stats.BackendStatus;
import org.jspecify.annotations.Nullable;

/** Servers' states as {@code show servers state} tells them (management manual). Stateless. */
public final class ServerStateText {
  /** The first lines: the version, and the names of the columns. */
  public static final String HEADER =
      "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight"
          + " srv_iweight srv_time_since_last_change srv_check_status srv_check_result"
          + " srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id"
          + " srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr"
          + " srv_agent_addr srv_agent_port\n";

  private static final int CHECK_CONFIGURED_AND_ENABLED = 6;
  private static final int CHECK_PAUSED = 8;
  private static final int AGENT_CONFIGURED = 0x12;
  private static final int CHECK_ENABLED = 4;
  private static final int CHECK_IN_PROGRESS = 1;

  private ServerStateText() {}

  /**
   * Appends the line of {@code server}.
   *
   * @param now milliseconds of the clock of servers' states
   */
  public static void append(StringBuilder out, BackendStatus backend, Server server, long now) {
    ServerState state = server.state();
    boolean isChecked = state.policy().isChecked();
    boolean isPaused = isChecked ? state.isInMaintenance() : server.policy().isDisabled();
    out.append(backend.id()).append(' ').append(backend.definition().name()).append(' ');
    out.append(server.id()).append(' ').append(server.name()).append(' ');
    out.append(address(server.endpoint())).append(' ');
    out.append(state.operational().ordinal()).append(' ').append(admin(server)).append(' ');
    out.append(server.weight()).append(' ').append(server.initialWeight()).append(' ');
    out.append((now - state.lastChangeMillis()) / 1000).append(' ');
    CheckStatus status = isChecked ? state.lastCheck().status() : CheckStatus.INITIALIZING;
    out.append(number(status)).append(' ').append(result(status)).append(' ');
    out.append(health(state)).append(' ');
    out.append((isChecked ? CHECK_CONFIGURED_AND_ENABLED : 0) + (isPaused ? CHECK_PAUSED : 0));
    out.append(' ')
        .append(agent(state.agent()))
        .append(' ')
        .append(backend.definition().settings().get(ProxyKeywords.ID) > 0 ? 1 : 0);
    Settings words = server.definition().settings();
    out.append(' ').append(words.get(ServerKeywords.ID) > 0 ? 1 : 0).append(' ');
    out.append(orDash(server.hostName().host())).append(' ');
    out.append(port(server.endpoint())).append(' ');
    out.append(orDash(server.hostName().service()))
        .append(' ')
        .append(server.tls() == null ? 0 : 1);
    int checkPort = words.get(HealthKeywords.CHECK_PORT);
    String checkAddress = words.get(HealthKeywords.CHECK_ADDRESS).map(a -> address(a)).orElse("-");
    out.append(' ').append(checkPort).append(' ').append(checkAddress);
    AgentTarget agent = state.agent().target();
    if (agent == null) {
      out.append(' ').append(checkAddress).append(' ').append(checkPort).append('\n');
    } else {
      String where = agent.endpoint() == null ? "-" : address(agent.endpoint());
      out.append(' ').append(where).append(' ').append(agent.port()).append('\n');
    }
  }

  private static int agent(AgentState agent) {
    if (!agent.isConfigured()) {
      return 0;
    }
    return AGENT_CONFIGURED
        + (agent.isEnabled() ? CHECK_ENABLED : 0)
        + (agent.isAsked() ? CHECK_IN_PROGRESS : 0);
  }

  /**
   * The administrative state. That the configuration disables a server is told for good, and while
   * it is so, the maintenance counts as forced, too.
   */
  private static int admin(Server server) {
    int admin = server.state().admin();
    int configured = AdminState.CONFIGURED_MAINTENANCE.bit();
    if ((admin & configured) != 0) {
      admin |= AdminState.FORCED_MAINTENANCE.bit();
    }
    return server.policy().isDisabled() ? admin | configured : admin;
  }

  /** The health: 0 in maintenance; a server without checks stands at the threshold. */
  private static int health(ServerState state) {
    if (state.isInMaintenance()) {
      return 0;
    }
    return state.policy().isChecked() ? state.health() : state.policy().rise();
  }

  /** A check status's number in HAProxy's list, which has one more word before the results. */
  private static int number(CheckStatus status) {
    int position = status.ordinal();
    return status.compareTo(CheckStatus.INITIALIZING) > 0 ? position + 1 : position;
  }

  private static int result(CheckStatus status) {
    return switch (status.verdict()) {
      case NONE -> 0;
      case FAILED -> 2;
      case PASSED -> 3;
      case CONDITIONAL -> 4;
    };
  }

  /** An address as the rows have it; {@code -} for none. */
  public static String address(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet ->
          inet.address() == null ? "-" : NetUtil.toAddressString(inet.address());
      case Endpoint.Unix unix -> unix.path();
      case Endpoint.Descriptor descriptor -> "-";
    };
  }

  private static String orDash(@Nullable String name) {
    return name == null ? "-" : name;
  }

  /** A port as the rows have it; 0 for none. */
  public static int port(Endpoint endpoint) {
    return endpoint instanceof Endpoint.Inet inet ? inet.port() : 0;
  }
}
