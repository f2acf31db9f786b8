package io.spillway.ops.metrics;

import io.spillway.proxy.stats.StatField;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The metrics of proxies, in the order in which they are written. */
final class MetricFamilies {
  /** Name, type, form, column, the scopes' first letters, help. */
  private static final String TABLE =
      """
      current_queue | gauge | NUMBER | QCUR | BS | Requests that wait in the queue now
      max_queue | gauge | NUMBER | QMAX | BS | Most requests that ever waited at a time
      current_sessions | gauge | NUMBER | SCUR | FLBS | Sessions that are open now
      max_sessions | gauge | NUMBER | SMAX | FLBS | Most sessions that were ever open at a time
      limit_sessions | gauge | NUMBER | SLIM | FLBS | How many sessions may be open at a time
      sessions_total | counter | NUMBER | STOT | FLBS | Sessions so far
      bytes_in_total | counter | NUMBER | BIN | FLBS | Bytes of requests so far
      bytes_out_total | counter | NUMBER | BOUT | FLBS | Bytes of responses so far
      requests_denied_total | counter | NUMBER | DREQ | FLB | Requests that rules refused
      responses_denied_total | counter | NUMBER | DRESP | FLBS | Responses that rules refused
      request_errors_total | counter | NUMBER | EREQ | FL | Requests that were not valid or did not arrive whole
      connection_errors_total | counter | NUMBER | ECON | BS | Connections to servers that did not come about
      response_errors_total | counter | NUMBER | ERESP | BS | Responses that were not valid or did not arrive whole
      retry_warnings_total | counter | NUMBER | WRETR | BS | Times that a server was tried again
      redispatch_warnings_total | counter | NUMBER | WREDIS | BS | Times that another server was tried instead
      status | gauge | STATE | STATUS | FLBS | The present state: 1 for the one that holds
      weight | gauge | NUMBER | WEIGHT | BS | Weight now
      active_servers | gauge | NUMBER | ACT | B | Servers that are up and not backup servers
      backup_servers | gauge | NUMBER | BCK | B | Backup servers that are up
      check_failures_total | counter | NUMBER | CHKFAIL | S | Checks that failed while the server was up
      check_up_down_total | counter | NUMBER | CHKDOWN | BS | Times that it went down
      check_last_change_seconds | gauge | NUMBER | LASTCHG | BS | Time since it went up or down last, in seconds
      downtime_seconds_total | counter | NUMBER | DOWNTIME | BS | Time that it was down, in seconds
      queue_limit | gauge | NUMBER | QLIMIT | S | How many requests may wait
      current_throttle | gauge | NUMBER | THROTTLE | S | Share of the weight that a slow start has reached, in percent
      loadbalanced_total | counter | NUMBER | LBTOT | BS | Times that balancing chose it
      limit_session_rate | gauge | NUMBER | RATE_LIM | F | How many sessions may begin in a second
      max_session_rate | gauge | NUMBER | RATE_MAX | FBS | Most sessions that ever began in a second
      check_status | gauge | CHECK | CHECK_STATUS | S | The result of the last check: 1 for the one that holds
      check_code | gauge | CHECK_NUMBER | CHECK_CODE | S | The status that the last check received
      check_duration_seconds | gauge | CHECK_SECONDS | CHECK_DURATION | S | How long the last check took, in seconds
      http_responses_total | counter | CODES | HRSP_1XX | FBS | Responses by class of status
      http_requests_rate_max | gauge | HTTP_NUMBER | REQ_RATE_MAX | F | Most requests that ever came in a second
      http_requests_total | counter | HTTP_NUMBER | REQ_TOT | FB | Requests so far
      client_aborts_total | counter | NUMBER | CLI_ABRT | BS | Transfers that the client broke off
      server_aborts_total | counter | NUMBER | SRV_ABRT | BS | Transfers that the server broke off
      http_comp_bytes_in_total | counter | HTTP_NUMBER | COMP_IN | FB | Bytes that went into compression
      http_comp_bytes_out_total | counter | HTTP_NUMBER | COMP_OUT | FB | Bytes that came out of compression
      http_comp_bytes_bypassed_total | counter | HTTP_NUMBER | COMP_BYP | FB | Bytes that were not compressed for want of time or bandwidth
      http_comp_responses_total | counter | HTTP_NUMBER | COMP_RSP | FB | Responses that were compressed
      last_session_seconds | gauge | NUMBER | LASTSESS | BS | Time since the last session was given to it, in seconds
      queue_time_average_seconds | gauge | SECONDS | QTIME | BS | Time in the queue, average of the last 1024 requests, in seconds
      connect_time_average_seconds | gauge | SECONDS | CTIME | BS | Time to connect, average of the last 1024 requests, in seconds
      response_time_average_seconds | gauge | SECONDS | RTIME | BS | Time until the response began, average of the last 1024 requests, in seconds
      total_time_average_seconds | gauge | SECONDS | TTIME | BS | Whole time, average of the last 1024 requests, in seconds
      connections_rate_max | gauge | NUMBER | CONN_RATE_MAX | F | Most connections that ever came in a second
      connections_total | counter | NUMBER | CONN_TOT | F | Connections so far
      intercepted_requests_total | counter | HTTP_NUMBER | INTERCEPTED | F | Requests that were answered here
      denied_connections_total | counter | NUMBER | DCON | FL | Connections that rules refused
      denied_sessions_total | counter | NUMBER | DSES | FL | Sessions that rules refused
      failed_header_rewriting_total | counter | NUMBER | WREW | FLBS | Changes to headers that failed
      connection_attempts_total | counter | NUMBER | CONNECT | BS | Connections to servers that were tried
      connection_reuses_total | counter | NUMBER | REUSE | BS | Requests that used a connection again
      http_cache_lookups_total | counter | HTTP_NUMBER | CACHE_LOOKUPS | FB | Look-ups in the cache
      http_cache_hits_total | counter | HTTP_NUMBER | CACHE_HITS | FB | Look-ups that the cache answered
      idle_connections_current | gauge | NUMBER | SRV_ICUR | S | Connections that wait for their next use
      idle_connections_limit | gauge | NUMBER | SRV_ILIM | S | How many connections may wait for their next use
      max_queue_time_seconds | gauge | SECONDS | QTIME_MAX | BS | Longest time in the queue, in seconds
      max_connect_time_seconds | gauge | SECONDS | CTIME_MAX | BS | Longest time to connect, in seconds
      max_response_time_seconds | gauge | SECONDS | RTIME_MAX | BS | Longest time until a response began, in seconds
      max_total_time_seconds | gauge | SECONDS | TTIME_MAX | BS | Longest whole time, in seconds
      internal_errors_total | counter | NUMBER | EINT | FLBS | Errors of the proxy itself
      unsafe_idle_connections_current | gauge | NUMBER | IDLE_CONN_CUR | S | Waiting connections that were used once
      safe_idle_connections_current | gauge | NUMBER | SAFE_CONN_CUR | S | Waiting connections that were used more than once
      used_connections_current | gauge | NUMBER | USED_CONN_CUR | S | Connections in use
      need_connections_current | gauge | NUMBER | NEED_CONN_EST | S | Connections that are needed, by estimate
      uweight | gauge | NUMBER | UWEIGHT | BS | Weight as it is configured or was set
      agg_server_status | gauge | SERVER_STATES | AGG_SERVER_STATUS | B | Servers of the backend by state
      agg_server_check_status | gauge | SERVER_STATES | AGG_SERVER_CHECK_STATUS | B | The same under its former name
      agg_check_status | gauge | SERVER_CHECKS | AGG_CHECK_STATUS | B | Servers of the backend by the result of their last check
      """;

  static final List<MetricFamily> ALL = TABLE.lines().map(MetricFamilies::read).toList();

  private MetricFamilies() {}

  private static MetricFamily read(String line) {
    String[] parts = line.split(" [|] ");
    return new MetricFamily(
        parts[0],
        MetricFamily.Type.valueOf(parts[1].toUpperCase(Locale.ROOT)),
        parts[5],
        MetricFamily.Form.valueOf(parts[2]),
        StatField.valueOf(parts[3]),
        scopes(parts[4]));
  }

  private static Set<MetricScope> scopes(String letters) {
    return letters.chars().mapToObj(MetricFamilies::scope).collect(Collectors.toSet());
  }

  private static MetricScope scope(int letter) {
    return switch (letter) {
      case 'F' -> MetricScope.FRONTEND;
      case 'L' -> MetricScope.LISTENER;
      case 'B' -> MetricScope.BACKEND;
      case 'S' -> MetricScope.SERVER;
      default -> throw new IllegalArgumentException(Character.toString(letter));
    };
  }
}
