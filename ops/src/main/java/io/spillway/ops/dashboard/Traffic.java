package io.spillway.ops.dashboard;

import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.Latency;
import io.spillway.proxy.stats.Statistics;

/** What the dashboard calls requests, errors and latency. Stateless. */
final class Traffic {
  private Traffic() {}

  /** Requests; in mode tcp connections. Never goes back, whoever clears counters. */
  static long requests(Statistics statistics, boolean isHttp) {
    return statistics.counters().sum(isHttp ? Counter.REQUESTS : Counter.SESSIONS);
  }

  /** Responses with a status from 500 to 599; in mode tcp connections to servers that failed. */
  static long errors(Statistics statistics, boolean isHttp) {
    return statistics.counters().sum(isHttp ? Counter.RESPONSES_5XX : Counter.CONNECTION_ERRORS);
  }

  /**
   * Responses of a server with a status from 500 to 599, and those that it failed to give; in mode
   * tcp connections to it that failed.
   */
  static long errorsOfServer(Statistics statistics, boolean isHttp) {
    long connections = statistics.counters().sum(Counter.CONNECTION_ERRORS);
    return isHttp
        ? connections
            + statistics.counters().sum(Counter.RESPONSES_5XX)
            + statistics.counters().sum(Counter.RESPONSE_ERRORS)
        : connections;
  }

  /**
   * How long servers took to answer, in mode tcp to accept: milliseconds, over the last streams.
   */
  static long latency(Statistics statistics, boolean isHttp) {
    return statistics.latencies().average(isHttp ? Latency.RESPONSE : Latency.CONNECT);
  }
}
