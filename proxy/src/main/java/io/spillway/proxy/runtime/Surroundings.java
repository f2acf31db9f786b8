package io.spillway.proxy.runtime;

import io.spillway.net.HandedOverSockets;
import io.spillway.proxy.HttpService;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.log.LogOutputs;
import java.util.List;

/**
 * What the proxies take from outside. Immutable.
 *
 * @param logOutputs where log lines go out
 * @param notices hears of what an operator shall know of servers and sockets
 * @param services gives each proxy what answers in place of servers
 * @param descriptorLimit how many descriptors the process may have open
 * @param maxConnections the most connections of clients at once, whatever the configuration says; 0
 *     to leave it to the configuration, or to derive it from the descriptors
 * @param proxyMaxConnections the most connections of a frontend that sets no {@code maxconn}; 0 for
 *     as many as the process takes
 * @param sharesPorts whether another process may listen on the same addresses, unless the
 *     configuration forbids it
 * @param followsAnother whether there may be a process that this one replaces
 * @param handedOver listening sockets that exist already
 * @param beforeTraffic runs once everything is bound, before the first connection and the first
 *     check
 */
public record Surroundings(
    LogOutputs logOutputs,
    Notices notices,
    Services services,
    int descriptorLimit,
    int maxConnections,
    int proxyMaxConnections,
    boolean sharesPorts,
    boolean followsAnother,
    HandedOverSockets handedOver,
    Runnable beforeTraffic) {
  /** Hears of what an operator shall know; thread-safe. */
  public interface Notices {
    /** Something to know. */
    void notice(String text);

    /** Something to look after. */
    void warning(String text);

    /** Something to mend at once. */
    void alert(String text);
  }

  /** Gives proxies what answers in place of servers. */
  @FunctionalInterface
  public interface Services {
    /** The services of the proxy that {@code definition} defines. */
    List<HttpService> of(ProxyDefinition definition, ProxyRuntime runtime);
  }
}
