package io.spillway.proxy.check;

import io.spillway.net.Endpoint;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.definition.ProxyHeaderKeywords;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.ProxyHeaderPolicy;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerProtocol;
import io.spillway.proxy.server.ServerState;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How one server is checked. Immutable.
 *
 * @param server the server
 * @param siblings the servers of its backend, itself included
 * @param script what a check does
 * @param timing when, and how long it may take
 * @param endpoint where ({@code addr}), or null for the server's own address
 * @param port which port ({@code port}), or 0 for the endpoint's
 * @param source the address and port that checks come from, or null for the system's choice
 * @param node this machine's name, for {@code http-check send-state}
 */
public record Check(
    Server server,
    List<Server> siblings,
    CheckScript script,
    CheckTiming timing,
    @Nullable Endpoint endpoint,
    int port,
    @Nullable InetSocketAddress source,
    String node)
    implements Probe {
  public Check {
    siblings = List.copyOf(siblings);
  }

  /** Servers in maintenance are not checked. */
  @Override
  public boolean isWanted() {
    return !server.state().isInMaintenance();
  }

  /** Which interval holds depends on the server's health. */
  @Override
  public long interval() {
    ServerState state = server.state();
    int top = state.policy().rise() + state.policy().fall() - 1;
    if (state.health() == top) {
      return timing.interval();
    }
    if (state.operational() == OperationalState.STOPPED && state.health() == 0) {
      return timing.downInterval() > 0 ? timing.downInterval() : timing.interval();
    }
    return timing.fastInterval() > 0 ? timing.fastInterval() : timing.interval();
  }

  @Override
  public Runnable ask(CheckRun.Deadlines deadlines, LongSupplier clock) {
    CheckResult result = new CheckRun(this, deadlines, clock).run();
    return () -> server.state().checked(result);
  }

  /**
   * The PROXY protocol header that the check's connections begin with, unless a step says where
   * they go: the server's, where nothing leads the check elsewhere, or what {@code
   * check-send-proxy} asks for.
   */
  ProxyHeaderPolicy proxyHeader() {
    if (server.definition().settings().get(ProxyHeaderKeywords.CHECK_SENDS)) {
      return demandedProxyHeader();
    }
    return endpoint == null && port == 0 ? server.proxyHeader() : ProxyHeaderPolicy.NONE;
  }

  /** The SOCKS4 proxy that makes the connection of {@code step}, or null. */
  @Nullable InetSocketAddress socks(CheckStep.Connect step) {
    return step.isBySocks() ? ServerKeywords.socks(server) : ServerKeywords.socksOfChecks(server);
  }

  /** Which version of HTTP is spoken on the connection of {@code step}. */
  ServerProtocol http(CheckStep.Connect step) {
    ServerProtocol own = step.http();
    return own == null ? server.http().checks() : own;
  }

  /** The header where a word demands one: the server's, or else the line of version 1. */
  ProxyHeaderPolicy demandedProxyHeader() {
    return server.proxyHeader().isSent()
        ? server.proxyHeader()
        : ProxyHeaderPolicy.NONE.with(Set.of(ProxyHeaderPolicy.Part.LINE));
  }

  /** How a connection is made secure, or null where it is not. */
  @Nullable TlsClient tls(CheckStep.Connect step) {
    CheckStep.Security security = step.security();
    CheckTls ours = server.definition().checkTls();
    return ours != null && (security.isSecure() || security.isOfServer() && ours.isImplied())
        ? ours.client(step.protocols())
        : null;
  }

  /** The name that the server is asked for when a connection is made secure, or null. */
  @Nullable String serverName(CheckStep.Security security) {
    String own = security.serverName();
    if (!own.isEmpty()) {
      return own;
    }
    CheckTls ours = server.definition().checkTls();
    return ours == null || !security.isOfServer() ? null : ours.serverName();
  }

  /** Where the check goes now. */
  Endpoint target() {
    return endpoint == null ? server.endpoint() : endpoint;
  }

  /** Which port the check goes to now; 0 where it has none. */
  int targetPort() {
    if (port != 0 || (target() instanceof Endpoint.Inet inet && inet.port() != 0)) {
      return port;
    }
    return server.endpoint() instanceof Endpoint.Inet inet ? inet.port() : 0;
  }
}
