package io.spillway.ops.stats;

import io.spillway.proxy.peer.PeersRuntime;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.ProcessRates;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code show info}, in HAProxy's order and under its names. What has no meaning here
 * (pipes, compression, peers) is 0. Immutable: the values of one moment.
 */
public final class ProcessInfo {
  private static final long MEGABYTE = 1 << 20;

  private final List<Item> items = new ArrayList<>();

  /** A value; {@code position} is its number in HAProxy's list. */
  private record Item(int position, String name, String tags, String type, String value) {}

  /** The values now. */
  public ProcessInfo(ProcessStatus process) {
    Statistics statistics = process.statistics();
    long now = process.nowMillis();
    long uptime = Math.max(0, System.currentTimeMillis() - process.startedMillis()) / 1000;
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    text(0, "Name", "POS", process.productName());
    text(1, "Version", "POS", process.version());
    text(2, "Release_date", "POS", process.releaseDate());
    number(3, "Nbthread", "CGS", process.threads());
    number(4, "Nbproc", "CGS", 1);
    number(5, "Process_num", "KGP", 1);
    number(6, "Pid", "SGP", ProcessHandle.current().pid());
    text(7, "Uptime", "MDP", duration(uptime));
    number(8, "Uptime_sec", "MDP", uptime);
    number(9, "Memmax_MB", "CLP", runtime.maxMemory() / MEGABYTE);
    number(10, "PoolAlloc_MB", "MGP", runtime.totalMemory() / MEGABYTE);
    number(11, "PoolUsed_MB", "MGP", used / MEGABYTE);
    number(12, "PoolFailed", "MCP", 0);
    number(13, "Ulimit-n", "CLP", process.maxDescriptors());
    number(14, "Maxsock", "CLP", process.maxDescriptors());
    number(15, "Maxconn", "CLP", process.maxConnections());
    number(16, "Hard_maxconn", "CLP", process.hardMaxConnections());
    number(17, "CurrConns", "MGP", process.connections().value());
    number(18, "CumConns", "MCP", statistics.total(Counter.CONNECTIONS));
    number(19, "CumReq", "MCP", process.totalStreams());
    zeros(20, "CLP", "MaxSslConns");
    number(21, "CurrSslConns", "MGP", process.tlsConnections());
    number(22, "CumSslConns", "MCP", process.totalTlsConnections());
    zeros(23, "CLP", "Maxpipes");
    zeros(24, "MGP", "PipesUsed", "PipesFree");
    number(26, "ConnRate", "MRP", statistics.connectionRate().perSecond(now));
    number(27, "ConnRateLimit", "CLP", process.maxConnectionRate());
    number(28, "MaxConnRate", "MMP", statistics.connectionRate().max(now));
    number(29, "SessRate", "MRP", statistics.sessionRate().perSecond(now));
    number(30, "SessRateLimit", "CLP", process.maxSessionRate());
    number(31, "MaxSessRate", "MRP", statistics.sessionRate().max(now));
    tls(process.rates());
    zeros(40, "MCP", "SslCacheLookups", "SslCacheMisses");
    number(42, "CompressBpsIn", "MRP", process.rates().compressionIn().perSecond());
    number(43, "CompressBpsOut", "MRP", process.rates().compressionOut().perSecond());
    zeros(44, "CLP", "CompressBpsRateLim");
    number(47, "Tasks", "MGP", Thread.activeCount());
    zeros(48, "MGP", "Run_queue");
    number(49, "Idle_pct", "MaP", idlePercent(process));
    text(50, "node", "COS", process.node());
    String description = process.description();
    if (description != null) {
      text(51, "description", "COS", description);
    }
    rest(process, statistics, used);
  }

  private void rest(ProcessStatus process, Statistics statistics, long used) {
    number(52, "Stopping", "MGP", process.isStopping() ? 1 : 0);
    number(53, "Jobs", "MGP", process.connections().value() + listeners(process));
    zeros(54, "MGP", "Unstoppable Jobs");
    number(55, "Listeners", "MGP", listeners(process));
    PeersRuntime peers = process.peers();
    number(56, "ActivePeers", "MGP", peers == null ? 0 : peers.active());
    number(57, "ConnectedPeers", "MGP", peers == null ? 0 : peers.connected());
    number(58, "DroppedLogs", "MGP", droppedLogs(process));
    zeros(59, "MGP", "BusyPolling", "FailedResolutions");
    big(61, "TotalBytesOut", "MGP", process.bytesOut());
    big(62, "TotalSplicdedBytesOut", "MGP", 0);
    big(63, "BytesOutRate", "MRP", process.rates().bytesOut().perSecond());
    zeros(64, "MGP", "DebugCommandsIssued");
    zeros(65, "MCP", "CumRecvLogs");
    text(66, "Build info", "POS", process.version());
    number(67, "Memmax_bytes", "CLP", Runtime.getRuntime().maxMemory());
    big(68, "PoolAlloc_bytes", "MGP", Runtime.getRuntime().totalMemory());
    big(69, "PoolUsed_bytes", "MGP", used);
    number(70, "Start_time_sec", "MDP", process.startedMillis() / 1000);
    text(71, "Tainted", "SGP", "0");
    zeros(72, "MCP", "TotalWarnings");
    number(73, "MaxconnReached", "MCP", process.maxConnectionsReached());
    number(74, "BootTime_ms", "MDP", process.bootMillis());
    zeros(75, "MGP", "Niced_tasks");
    number(76, "CurrStreams", "MGP", statistics.sessions().value());
    number(77, "CumStreams", "MCP", statistics.total(Counter.SESSIONS));
    number(78, "BlockedTrafficWarnings", "MCP", process.blockedTrafficWarnings());
  }

  private void tls(ProcessRates rates) {
    long handshakes = rates.tlsAccepted().perSecond();
    long keys = rates.tlsAcceptedKeys().perSecond();
    number(32, "SslRate", "MRP", handshakes);
    zeros(33, "CLP", "SslRateLimit");
    number(34, "MaxSslRate", "MMP", rates.tlsAccepted().max());
    number(35, "SslFrontendKeyRate", "MGP", keys);
    number(36, "SslFrontendMaxKeyRate", "MMP", rates.tlsAcceptedKeys().max());
    long reused = handshakes == 0 ? 0 : 100 * Math.max(0, handshakes - keys) / handshakes;
    number(37, "SslFrontendSessionReuse_pct", "MGP", reused);
    number(38, "SslBackendKeyRate", "MRP", rates.tlsConnectedKeys().perSecond());
    number(39, "SslBackendMaxKeyRate", "MMP", rates.tlsConnectedKeys().max());
  }

  private static long droppedLogs(ProcessStatus process) {
    return process.proxies().stream()
        .map(ProxyStatus::frontend)
        .filter(Objects::nonNull)
        .mapToLong(frontend -> frontend.statistics().total(Counter.LOGS_DROPPED))
        .sum();
  }

  private static int listeners(ProcessStatus process) {
    int count = process.statsSockets().stream().mapToInt(s -> s.endpoints().size()).sum();
    for (ProxyStatus proxy : process.proxies()) {
      FrontendStatus frontend = proxy.frontend();
      if (frontend != null) {
        count += (int) frontend.listeners().stream().filter(ListenerStatus::isAccepting).count();
      }
    }
    return count;
  }

  /** The share of the time since the start that the process's threads did not run. */
  private static long idlePercent(ProcessStatus process) {
    long cpu =
        ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(java.time.Duration::toMillis)
            .orElse(0L);
    long wall = Math.max(1, System.currentTimeMillis() - process.startedMillis());
    return Math.clamp(100 - 100 * cpu / (wall * Math.max(1, process.threads())), 0, 100);
  }

  private static String duration(long seconds) {
    return String.format(
        "%dd %dh%02dm%02ds", seconds / 86400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  }

  private void text(int position, String name, String tags, String value) {
    items.add(new Item(position, name, tags, "str", value));
  }

  private void number(int position, String name, String tags, long value) {
    items.add(new Item(position, name, tags, "u32", Long.toString(value)));
  }

  private void big(int position, String name, String tags, long value) {
    items.add(new Item(position, name, tags, "u64", Long.toString(value)));
  }

  private void zeros(int position, String tags, String... names) {
    for (int i = 0; i < names.length; i++) {
      number(position + i, names[i], tags, 0);
    }
  }

  /** The value called {@code name}, or null. */
  public @Nullable String value(String name) {
    for (Item item : items) {
      if (item.name().equals(name)) {
        return item.value();
      }
    }
    return null;
  }

  /** One {@code name: value} a line. */
  public String plain() {
    StringBuilder out = new StringBuilder();
    for (Item item : items) {
      out.append(item.name()).append(": ").append(item.value()).append('\n');
    }
    return out.toString();
  }

  /** One line a value, with its place, nature and type. */
  public String typed() {
    StringBuilder out = new StringBuilder();
    for (Item item : items) {
      out.append(item.position()).append('.').append(item.name()).append(".1:");
      out.append(item.tags()).append(':').append(item.type()).append(':');
      out.append(item.value()).append('\n');
    }
    return out.toString();
  }

  /** As a JSON list. */
  public String json() {
    StringBuilder out = new StringBuilder("[");
    for (Item item : items) {
      out.append(out.length() == 1 ? "" : ",").append("{\"field\":{\"pos\":");
      out.append(item.position()).append(",\"name\":");
      Json.appendString(out, item.name());
      out.append("},\"processNum\":1,");
      Json.appendTyped(out, item.tags(), item.type(), item.value());
      out.append('}');
    }
    return out.append(']').toString();
  }
}
