package io.spillway.ops.metrics;

import static io.spillway.ops.metrics.MetricFamily.Type.COUNTER;
import static io.spillway.ops.metrics.MetricFamily.Type.GAUGE;

import java.util.List;

/**
 * A metric of the process.
 *
 * @param name its name, without the part that tells the scope
 * @param type its type
 * @param help what it says
 * @param info its value's name in {@code show info}; empty for the version, which is a label
 */
record ProcessMetric(String name, MetricFamily.Type type, String help, String info) {
  /** All of them, in the order in which they are written. */
  static final List<ProcessMetric> ALL =
      List.of(
          new ProcessMetric("nbthread", GAUGE, "Threads that carry traffic", "Nbthread"),
          new ProcessMetric("nbproc", GAUGE, "Worker processes, always 1", "Nbproc"),
          new ProcessMetric(
              "relative_process_id", GAUGE, "Number of this worker, always 1", "Process_num"),
          new ProcessMetric(
              "uptime_seconds", GAUGE, "Time since the start, in seconds", "Uptime_sec"),
          new ProcessMetric(
              "pool_failures_total", COUNTER, "Allocations that failed", "PoolFailed"),
          new ProcessMetric(
              "max_fds", GAUGE, "How many descriptors the process may have", "Ulimit-n"),
          new ProcessMetric(
              "max_sockets", GAUGE, "How many sockets the process may have", "Maxsock"),
          new ProcessMetric(
              "max_connections", GAUGE, "How many connections may be open at a time", "Maxconn"),
          new ProcessMetric(
              "hard_max_connections",
              GAUGE,
              "The most that max_connections may be set to",
              "Hard_maxconn"),
          new ProcessMetric(
              "current_connections", GAUGE, "Connections that are open now", "CurrConns"),
          new ProcessMetric("connections_total", COUNTER, "Connections so far", "CumConns"),
          new ProcessMetric("requests_total", COUNTER, "Requests so far", "CumReq"),
          new ProcessMetric(
              "max_ssl_connections",
              GAUGE,
              "How many connections over TLS may be open at a time",
              "MaxSslConns"),
          new ProcessMetric(
              "current_ssl_connections",
              GAUGE,
              "Connections over TLS that are open now",
              "CurrSslConns"),
          new ProcessMetric(
              "ssl_connections_total", COUNTER, "Connections over TLS so far", "CumSslConns"),
          new ProcessMetric("max_pipes", GAUGE, "How many pipes there may be", "Maxpipes"),
          new ProcessMetric("pipes_used_total", COUNTER, "Pipes in use", "PipesUsed"),
          new ProcessMetric(
              "pipes_free_total", COUNTER, "Pipes that wait for their next use", "PipesFree"),
          new ProcessMetric(
              "current_connection_rate", GAUGE, "Connections in the last second", "ConnRate"),
          new ProcessMetric(
              "limit_connection_rate",
              GAUGE,
              "How many connections may come in a second",
              "ConnRateLimit"),
          new ProcessMetric(
              "max_connection_rate",
              GAUGE,
              "Most connections that ever came in a second",
              "MaxConnRate"),
          new ProcessMetric(
              "current_session_rate", GAUGE, "Sessions in the last second", "SessRate"),
          new ProcessMetric(
              "limit_session_rate",
              GAUGE,
              "How many sessions may begin in a second",
              "SessRateLimit"),
          new ProcessMetric(
              "max_session_rate",
              GAUGE,
              "Most sessions that ever began in a second",
              "MaxSessRate"),
          new ProcessMetric(
              "current_ssl_rate",
              GAUGE,
              "TLS handshakes with clients in the last second",
              "SslRate"),
          new ProcessMetric(
              "limit_ssl_rate",
              GAUGE,
              "How many TLS handshakes there may be in a second",
              "SslRateLimit"),
          new ProcessMetric(
              "max_ssl_rate",
              GAUGE,
              "Most TLS handshakes that there ever were in a second",
              "MaxSslRate"),
          new ProcessMetric(
              "current_frontend_ssl_key_rate",
              GAUGE,
              "New TLS keys with clients in the last second",
              "SslFrontendKeyRate"),
          new ProcessMetric(
              "max_frontend_ssl_key_rate",
              GAUGE,
              "Most new TLS keys with clients in a second",
              "SslFrontendMaxKeyRate"),
          new ProcessMetric(
              "frontend_ssl_reuse",
              GAUGE,
              "Share of TLS sessions with clients that were resumed, in percent",
              "SslFrontendSessionReuse_pct"),
          new ProcessMetric(
              "current_backend_ssl_key_rate",
              GAUGE,
              "New TLS keys with servers in the last second",
              "SslBackendKeyRate"),
          new ProcessMetric(
              "max_backend_ssl_key_rate",
              GAUGE,
              "Most new TLS keys with servers in a second",
              "SslBackendMaxKeyRate"),
          new ProcessMetric(
              "ssl_cache_lookups_total",
              COUNTER,
              "TLS sessions that were looked up",
              "SslCacheLookups"),
          new ProcessMetric(
              "ssl_cache_misses_total",
              COUNTER,
              "TLS sessions that were looked up in vain",
              "SslCacheMisses"),
          new ProcessMetric(
              "http_comp_bytes_in_total",
              COUNTER,
              "Bytes that went into compression",
              "CompressBpsIn"),
          new ProcessMetric(
              "http_comp_bytes_out_total",
              COUNTER,
              "Bytes that came out of compression",
              "CompressBpsOut"),
          new ProcessMetric(
              "limit_http_comp",
              GAUGE,
              "How many bytes compression may give in a second",
              "CompressBpsRateLim"),
          new ProcessMetric(
              "current_zlib_memory", GAUGE, "Memory that compression uses", "ZlibMemUsage"),
          new ProcessMetric(
              "max_zlib_memory", GAUGE, "Memory that compression may use", "MaxZlibMemUsage"),
          new ProcessMetric("current_tasks", GAUGE, "Threads of the process", "Tasks"),
          new ProcessMetric("current_run_queue", GAUGE, "Tasks that wait to run", "Run_queue"),
          new ProcessMetric(
              "idle_time_percent",
              GAUGE,
              "Share of the time that the process had nothing to do, in percent",
              "Idle_pct"),
          new ProcessMetric("stopping", GAUGE, "Whether the process is ending: 1", "Stopping"),
          new ProcessMetric("jobs", GAUGE, "Connections and listeners", "Jobs"),
          new ProcessMetric(
              "unstoppable_jobs", GAUGE, "Jobs that an end does not wait for", "Unstoppable Jobs"),
          new ProcessMetric("listeners", GAUGE, "Sockets that accept", "Listeners"),
          new ProcessMetric(
              "active_peers", GAUGE, "Peers whose tables are exchanged", "ActivePeers"),
          new ProcessMetric("connected_peers", GAUGE, "Peers that are connected", "ConnectedPeers"),
          new ProcessMetric(
              "dropped_logs_total", COUNTER, "Log lines that were lost", "DroppedLogs"),
          new ProcessMetric(
              "busy_polling_enabled",
              GAUGE,
              "Whether the process waits without sleeping: 1",
              "BusyPolling"),
          new ProcessMetric(
              "failed_resolutions",
              COUNTER,
              "Names that could not be resolved",
              "FailedResolutions"),
          new ProcessMetric("bytes_out_total", COUNTER, "Bytes that were sent", "TotalBytesOut"),
          new ProcessMetric(
              "spliced_bytes_out_total",
              COUNTER,
              "Bytes that were sent through pipes",
              "TotalSplicdedBytesOut"),
          new ProcessMetric(
              "bytes_out_rate", GAUGE, "Bytes that were sent in the last second", "BytesOutRate"),
          new ProcessMetric(
              "recv_logs_total", COUNTER, "Log messages that were received", "CumRecvLogs"),
          new ProcessMetric("build_info", GAUGE, "The version that runs", ""),
          new ProcessMetric(
              "max_memory_bytes",
              GAUGE,
              "How much memory the process may use, in bytes",
              "Memmax_bytes"),
          new ProcessMetric(
              "pool_allocated_bytes",
              GAUGE,
              "Memory that is set aside, in bytes",
              "PoolAlloc_bytes"),
          new ProcessMetric("pool_used_bytes", GAUGE, "Memory in use, in bytes", "PoolUsed_bytes"),
          new ProcessMetric(
              "start_time_seconds",
              GAUGE,
              "When the process started, in seconds since 1970",
              "Start_time_sec"));
}
