package io.spillway.proxy.stats;

import io.spillway.net.tls.CertificateStore;
import io.spillway.proxy.cache.HttpCache;
import io.spillway.proxy.definition.StatsSocketDefinition;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.peer.PeersRuntime;
import io.spillway.proxy.resolve.Resolvers;
import io.spillway.proxy.table.StickTables;
import io.spillway.rules.PatternLists;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The running process, as statistics and the runtime API see it. Thread-safe. */
public interface ProcessStatus {
  /** The program's name as {@code show info} prints it. */
  String productName();

  /** The program's version. */
  String version();

  /** The day of the release: {@code 2026/11/24}. */
  String releaseDate();

  /** {@code node}, or the machine's name. */
  String node();

  /** {@code description}, or null. */
  @Nullable String description();

  /** How many event loops there are. */
  int threads();

  /** When the process started: milliseconds since 1970. */
  long startedMillis();

  /** The most connections at once: {@code maxconn}. */
  int maxConnections();

  /** Changes {@link #maxConnections}: {@code set maxconn global}. */
  void changeMaxConnections(int limit);

  /** The greatest {@link #maxConnections} that the process was made for. */
  int hardMaxConnections();

  /** How many descriptors the process may open. */
  int maxDescriptors();

  /** Connections that there are, with the most that there were. */
  Gauge connections();

  /** The most new connections a second: {@code maxconnrate}; 0 for no limit. */
  int maxConnectionRate();

  /** The most new sessions a second: {@code maxsessrate}; 0 for no limit. */
  int maxSessionRate();

  /** How often no more connections were accepted because {@link #maxConnections} were there. */
  long maxConnectionsReached();

  /** The bytes that were sent, to clients and to servers. */
  long bytesOut();

  /** Secure connections with clients and servers that there are. */
  long tlsConnections();

  /** Secure connections with clients and servers that there ever were. */
  long totalTlsConnections();

  /** What the process does in a second. */
  ProcessRates rates();

  /** How often an operator was told that an event loop stands still. */
  long blockedTrafficWarnings();

  /** How long the process took from its start until it carried traffic; 0 while it does not. */
  long bootMillis();

  /** The streams that ever began: requests, and connections in mode tcp. */
  long totalStreams();

  /** What is counted for the process. */
  Statistics statistics();

  /**
   * Why this process cannot be said to carry traffic: an event loop does not turn, or a request
   * does not pass. Null where it can. Blocks for some seconds at most.
   */
  default @Nullable String liveness() throws InterruptedException {
    return null;
  }

  /** Whether the process stops softly. */
  boolean isStopping();

  /** The proxies of the configuration in force, in its order. */
  List<ProxyStatus> proxies();

  /** The configuration in force, with all defaults filled in: a setting a line. */
  default String configurationText() {
    return "";
  }

  /** The stick tables of the configuration in force. */
  StickTables tables();

  /** What other processes know of the stick tables, or null where no section says anything. */
  default @Nullable PeersRuntime peers() {
    return null;
  }

  /** The patterns of ACLs and the maps of the configuration in force. */
  PatternLists patterns();

  /** The certificates of the configuration in force. */
  CertificateStore certificates();

  /** The {@code resolvers} sections of the configuration in force, in its order. */
  List<Resolvers> resolvers();

  /** The {@code cache} sections of the configuration in force, in its order. */
  Collection<HttpCache> caches();

  /** The streams that ended last, for who looks at them. */
  RequestTail tail();

  /** Where the runtime API listens. */
  List<StatsSocketDefinition> statsSockets();

  /** The descriptor that a master sends connections over; empty without a master. */
  OptionalInt masterChannel();

  /** The lines that the process told the user while it started; empty for none. */
  String startupMessages();

  /** Milliseconds that never go back: the clock of all rates and of servers' states. */
  long nowMillis();
}
