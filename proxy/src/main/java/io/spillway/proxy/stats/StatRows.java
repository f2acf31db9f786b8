package io.spillway.proxy.stats;

import io.spillway.net.Endpoint;
import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.server.AgentState;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerState;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills the rows of {@code show stat} from live proxies. Reading is thread-safe; a row's values are
 * those of about one moment.
 */
public final class StatRows {
  private static final int WEIGHT_SCALE = 16;

  private final ProcessStatus process;
  private final boolean showsLegends;

  /**
   * A filler.
   *
   * @param showsLegends whether addresses, cookies and algorithms are told: {@code stats
   *     show-legends}, or an operator's level
   */
  public StatRows(ProcessStatus process, boolean showsLegends) {
    this.process = process;
    this.showsLegends = showsLegends;
  }

  /** The row of a frontend. */
  public StatRow frontend(FrontendStatus frontend) {
    Statistics statistics = frontend.statistics();
    long now = process.nowMillis();
    StatRow row = row(StatRow.Kind.FRONTEND, frontend.definition().name(), "FRONTEND");
    sessions(row, statistics);
    row.put(StatField.SLIM, frontend.maxConnections());
    traffic(row, statistics);
    row.put(StatField.DREQ, statistics.total(Counter.REQUESTS_DENIED));
    row.put(StatField.DRESP, statistics.total(Counter.RESPONSES_DENIED));
    row.put(StatField.EREQ, statistics.total(Counter.REQUEST_ERRORS));
    row.put(StatField.DCON, statistics.total(Counter.CONNECTIONS_DENIED));
    row.put(StatField.DSES, statistics.total(Counter.SESSIONS_DENIED));
    row.put(StatField.STATUS, status(frontend));
    ids(row, frontend.id(), 0);
    row.put(StatField.RATE_LIM, frontend.maxSessionRate());
    rate(row, statistics, now);
    row.put(StatField.CONN_RATE, statistics.connectionRate().perSecond(now));
    row.put(StatField.CONN_RATE_MAX, statistics.connectionRate().max(now));
    row.put(StatField.CONN_TOT, statistics.total(Counter.CONNECTIONS));
    compression(row, statistics);
    row.put(StatField.REQ_RATE, statistics.requestRate().perSecond(now));
    row.put(StatField.REQ_RATE_MAX, statistics.requestRate().max(now));
    row.put(StatField.REQ_TOT, statistics.total(Counter.REQUESTS));
    mode(row, frontend.isHttp());
    if (frontend.isHttp()) {
      responses(row, statistics);
      row.put(StatField.INTERCEPTED, statistics.total(Counter.INTERCEPTED));
      cache(row, statistics);
    }
    return row;
  }

  private static String status(FrontendStatus frontend) {
    return switch (frontend.state()) {
      case OPEN ->
          frontend.statistics().sessions().value() >= frontend.maxConnections() ? "FULL" : "OPEN";
      case PAUSED -> "PAUSED";
      case STOPPED -> "STOP";
    };
  }

  /** The row of a listener. */
  public StatRow listener(FrontendStatus frontend, ListenerStatus listener) {
    Statistics statistics = listener.statistics();
    StatRow row = row(StatRow.Kind.LISTENER, frontend.definition().name(), listener.name());
    sessions(row, statistics);
    row.put(StatField.SLIM, listener.maxConnections());
    traffic(row, statistics);
    row.put(StatField.DREQ, statistics.total(Counter.REQUESTS_DENIED));
    row.put(StatField.DRESP, statistics.total(Counter.RESPONSES_DENIED));
    row.put(StatField.EREQ, statistics.total(Counter.REQUEST_ERRORS));
    row.put(StatField.DCON, statistics.total(Counter.CONNECTIONS_DENIED));
    row.put(StatField.DSES, statistics.total(Counter.SESSIONS_DENIED));
    row.put(StatField.STATUS, listener.isAccepting() ? "OPEN" : "WAITING");
    ids(row, frontend.id(), listener.id());
    mode(row, frontend.isHttp());
    if (showsLegends) {
      row.put(StatField.ADDR, listener.address());
    }
    return row;
  }

  /** The row of a server. */
  public StatRow server(BackendStatus backend, Server server) {
    Statistics statistics = server.statistics();
    ServerState state = server.state();
    long now = process.nowMillis();
    StatRow row = row(StatRow.Kind.SERVER, backend.definition().name(), server.name());
    row.put(StatField.QCUR, server.waiting());
    row.put(StatField.QMAX, server.maximumWaiting());
    sessions(row, statistics);
    if (server.limits().isLimited()) {
      row.put(StatField.SLIM, server.limits().maximum());
    }
    if (server.limits().queue() > 0) {
      row.put(StatField.QLIMIT, server.limits().queue());
    }
    traffic(row, statistics);
    row.put(StatField.DRESP, statistics.total(Counter.RESPONSES_DENIED));
    serverSide(row, statistics, now);
    row.put(StatField.STATUS, state.status());
    row.put(StatField.WEIGHT, (server.effectiveWeight() + WEIGHT_SCALE - 1) / WEIGHT_SCALE);
    row.put(StatField.UWEIGHT, server.weight());
    row.put(StatField.ACT, server.isBackup() ? 0 : 1);
    row.put(StatField.BCK, server.isBackup() ? 1 : 0);
    row.put(StatField.LASTCHG, (now - state.lastChangeMillis()) / 1000);
    ids(row, backend.id(), server.id());
    if (state.operational() == OperationalState.STARTING && server.weight() > 0) {
      row.put(
          StatField.THROTTLE, 100L * server.effectiveWeight() / (server.weight() * WEIGHT_SCALE));
    }
    ServerState tracked = state.tracked();
    if (tracked != null) {
      row.put(StatField.TRACKED, tracked.server().path());
    }
    if (state.policy().isChecked()) {
      check(row, state);
    }
    if (state.agent().isEnabled()) {
      agent(row, state.agent());
    }
    mode(row, backend.isHttp());
    if (backend.isHttp()) {
      responses(row, statistics);
      row.put(StatField.REQ_TOT, statistics.total(Counter.REQUESTS));
    }
    connections(row, server, statistics);
    if (showsLegends) {
      row.put(StatField.ADDR, address(server.endpoint()));
      row.put(StatField.COOKIE, text(server.cookie()));
    }
    return row;
  }

  private static @Nullable String text(byte @Nullable [] cookie) {
    return cookie == null ? null : new String(cookie, StandardCharsets.ISO_8859_1);
  }

  private static void check(StatRow row, ServerState state) {
    row.put(StatField.CHKFAIL, state.counts().failedChecks());
    row.put(StatField.CHKDOWN, state.counts().downTransitions());
    row.put(StatField.DOWNTIME, state.counts().downMillis() / 1000);
    if (state.isInMaintenance()) {
      return;
    }
    CheckResult last = state.lastCheck();
    row.put(StatField.CHECK_STATUS, last.status().word());
    if (last.status().hasCode()) {
      row.put(StatField.CHECK_CODE, last.code());
    }
    if (last.status().compareTo(CheckStatus.TRAFFIC_ANALYSIS) >= 0) {
      row.put(StatField.CHECK_DURATION, Math.max(0, last.durationMillis()));
    }
    row.put(StatField.CHECK_DESC, last.status().description());
    row.put(StatField.LAST_CHK, last.info());
    row.put(StatField.CHECK_RISE, state.policy().rise());
    row.put(StatField.CHECK_FALL, state.policy().fall());
    row.put(StatField.CHECK_HEALTH, state.health());
    if (state.policy().observe() != io.spillway.proxy.server.HealthPolicy.Observe.NOTHING) {
      row.put(StatField.HANAFAIL, state.counts().failedObservations());
    }
  }

  private static void agent(StatRow row, AgentState agent) {
    CheckResult last = agent.last();
    row.put(StatField.AGENT_STATUS, last.status().word());
    if (last.status().hasCode()) {
      row.put(StatField.AGENT_CODE, last.code());
    }
    row.put(StatField.AGENT_DURATION, Math.max(0, last.durationMillis()));
    row.put(StatField.AGENT_DESC, last.status().description());
    row.put(StatField.LAST_AGT, last.info());
    row.put(StatField.AGENT_RISE, 1);
    row.put(StatField.AGENT_FALL, 1);
    row.put(StatField.AGENT_HEALTH, agent.isUp() ? 1 : 0);
  }

  private static void connections(StatRow row, Server server, Statistics statistics) {
    int idle = server.idleConnections();
    int proven = Math.min(idle, server.provenIdleConnections());
    row.put(StatField.SRV_ICUR, idle);
    row.put(StatField.IDLE_CONN_CUR, idle - proven);
    row.put(StatField.SAFE_CONN_CUR, proven);
    row.put(StatField.USED_CONN_CUR, statistics.sessions().value());
    row.put(StatField.NEED_CONN_EST, statistics.sessions().max());
  }

  /**
   * The row of a backend.
   *
   * @param countsServers whether the state says how many servers are up, for lists that hide some
   */
  public StatRow backend(BackendStatus backend, boolean countsServers) {
    Statistics statistics = backend.statistics();
    long now = process.nowMillis();
    StatRow row = row(StatRow.Kind.BACKEND, backend.definition().name(), "BACKEND");
    row.put(StatField.QCUR, backend.queued());
    row.put(StatField.QMAX, backend.maxQueued());
    sessions(row, statistics);
    row.put(StatField.SLIM, backend.fullConnections());
    traffic(row, statistics);
    row.put(StatField.DREQ, statistics.total(Counter.REQUESTS_DENIED));
    row.put(StatField.DRESP, statistics.total(Counter.RESPONSES_DENIED));
    serverSide(row, statistics, now);
    serverSums(row, backend, countsServers);
    row.put(StatField.CHKDOWN, backend.uptime().downTransitions());
    row.put(StatField.LASTCHG, (now - backend.uptime().changedMillis()) / 1000);
    if (!backend.servers().isEmpty()) {
      row.put(StatField.DOWNTIME, backend.uptime().downMillis() / 1000);
    }
    ids(row, backend.id(), 0);
    compression(row, statistics);
    mode(row, backend.isHttp());
    if (backend.isHttp()) {
      responses(row, statistics);
      row.put(StatField.REQ_TOT, statistics.total(Counter.REQUESTS));
      cache(row, statistics);
    }
    row.put(StatField.AGG_SERVER_STATUS, 0);
    row.put(StatField.AGG_SERVER_CHECK_STATUS, 0);
    row.put(StatField.AGG_CHECK_STATUS, 0);
    if (showsLegends) {
      CookiePersistence cookie = backend.cookie();
      row.put(StatField.COOKIE, cookie == null ? null : cookie.policy().name());
      row.put(StatField.ALGO, backend.algorithm());
    }
    return row;
  }

  private static void serverSums(StatRow row, BackendStatus backend, boolean countsServers) {
    List<Server> servers = backend.servers();
    long active = servers.stream().filter(s -> !s.isBackup() && s.usable()).count();
    long backups = servers.stream().filter(s -> s.isBackup() && s.usable()).count();
    boolean onBackup = active == 0;
    List<Server> serving =
        servers.stream().filter(s -> s.usable() && s.isBackup() == onBackup).toList();
    long weight = serving.stream().mapToLong(Server::effectiveWeight).sum();
    boolean up = servers.isEmpty() || weight > 0;
    String counts = countsServers ? " (" + (active + backups) + "/" + servers.size() + ")" : "";
    row.put(StatField.STATUS, (up ? "UP" : "DOWN") + counts);
    row.put(StatField.WEIGHT, (weight + WEIGHT_SCALE - 1) / WEIGHT_SCALE);
    row.put(StatField.UWEIGHT, serving.stream().mapToLong(Server::weight).sum());
    row.put(StatField.ACT, active);
    row.put(StatField.BCK, backups);
  }

  private StatRow row(StatRow.Kind kind, String proxy, String service) {
    return new StatRow(kind).put(StatField.PXNAME, proxy).put(StatField.SVNAME, service);
  }

  private static void ids(StatRow row, int proxy, int service) {
    row.put(StatField.PID, 1).put(StatField.IID, proxy).put(StatField.SID, service);
  }

  private static void mode(StatRow row, boolean isHttp) {
    row.put(StatField.MODE, isHttp ? "http" : "tcp");
  }

  private static void sessions(StatRow row, Statistics statistics) {
    row.put(StatField.SCUR, statistics.sessions().value());
    row.put(StatField.SMAX, statistics.sessions().max());
    row.put(StatField.STOT, statistics.total(Counter.SESSIONS));
  }

  private static void traffic(StatRow row, Statistics statistics) {
    row.put(StatField.BIN, statistics.total(Counter.BYTES_IN));
    row.put(StatField.BOUT, statistics.total(Counter.BYTES_OUT));
    row.put(StatField.WREW, statistics.total(Counter.FAILED_REWRITES));
    row.put(StatField.EINT, statistics.total(Counter.INTERNAL_ERRORS));
  }

  private static void rate(StatRow row, Statistics statistics, long now) {
    row.put(StatField.RATE, statistics.sessionRate().perSecond(now));
    row.put(StatField.RATE_MAX, statistics.sessionRate().max(now));
  }

  private void serverSide(StatRow row, Statistics statistics, long now) {
    row.put(StatField.ECON, statistics.total(Counter.CONNECTION_ERRORS));
    row.put(StatField.ERESP, statistics.total(Counter.RESPONSE_ERRORS));
    row.put(StatField.WRETR, statistics.total(Counter.RETRIES));
    row.put(StatField.WREDIS, statistics.total(Counter.REDISPATCHES));
    row.put(StatField.LBTOT, statistics.total(Counter.SELECTED));
    rate(row, statistics, now);
    row.put(StatField.CLI_ABRT, statistics.total(Counter.CLIENT_ABORTS));
    row.put(StatField.SRV_ABRT, statistics.total(Counter.SERVER_ABORTS));
    row.put(StatField.CONNECT, statistics.total(Counter.SERVER_CONNECTS));
    row.put(StatField.REUSE, statistics.total(Counter.SERVER_REUSES));
    long last = statistics.lastSessionMillis();
    row.put(
        StatField.LASTSESS,
        last < 0 ? -1 : Math.max(0, (System.currentTimeMillis() - last) / 1000));
    Latencies latencies = statistics.latencies();
    row.put(StatField.QTIME, latencies.average(Latency.QUEUE));
    row.put(StatField.CTIME, latencies.average(Latency.CONNECT));
    row.put(StatField.RTIME, latencies.average(Latency.RESPONSE));
    row.put(StatField.TTIME, latencies.average(Latency.TOTAL));
    row.put(StatField.QTIME_MAX, latencies.max(Latency.QUEUE));
    row.put(StatField.CTIME_MAX, latencies.max(Latency.CONNECT));
    row.put(StatField.RTIME_MAX, latencies.max(Latency.RESPONSE));
    row.put(StatField.TTIME_MAX, latencies.max(Latency.TOTAL));
  }

  private static void responses(StatRow row, Statistics statistics) {
    row.put(StatField.HRSP_1XX, statistics.total(Counter.RESPONSES_1XX));
    row.put(StatField.HRSP_2XX, statistics.total(Counter.RESPONSES_2XX));
    row.put(StatField.HRSP_3XX, statistics.total(Counter.RESPONSES_3XX));
    row.put(StatField.HRSP_4XX, statistics.total(Counter.RESPONSES_4XX));
    row.put(StatField.HRSP_5XX, statistics.total(Counter.RESPONSES_5XX));
    row.put(StatField.HRSP_OTHER, statistics.total(Counter.RESPONSES_OTHER));
  }

  /** Nothing is left uncompressed for want of means, so nothing is bypassed. */
  private static void compression(StatRow row, Statistics statistics) {
    row.put(StatField.COMP_IN, statistics.total(Counter.COMPRESSION_IN));
    row.put(StatField.COMP_OUT, statistics.total(Counter.COMPRESSION_OUT));
    row.put(StatField.COMP_BYP, 0);
    row.put(StatField.COMP_RSP, statistics.total(Counter.COMPRESSED_RESPONSES));
  }

  private static void cache(StatRow row, Statistics statistics) {
    row.put(StatField.CACHE_LOOKUPS, statistics.total(Counter.CACHE_LOOKUPS));
    row.put(StatField.CACHE_HITS, statistics.total(Counter.CACHE_HITS));
  }

  /** An endpoint as HAProxy prints addresses: {@code 127.0.0.1:80}, {@code unix}. */
  public static String address(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet -> host(inet.address()) + ":" + inet.port();
      case Endpoint.Unix unix -> "unix";
      case Endpoint.Descriptor descriptor -> "fd@" + descriptor.fd();
    };
  }

  private static String host(@Nullable InetAddress address) {
    if (address == null) {
      return "0.0.0.0";
    }
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }
}
