package io.spillway.proxy.stats;

/** The durations that are averaged for servers and backends. */
public enum Latency {
  /** Waiting in queues. */
  QUEUE,
  /** Connecting to the server. */
  CONNECT,
  /** From the connection to the response's head. */
  RESPONSE,
  /** The whole stream. */
  TOTAL
}
