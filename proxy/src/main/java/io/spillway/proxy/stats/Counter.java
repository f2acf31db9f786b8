package io.spillway.proxy.stats;

/**
 * What is counted for a frontend, a backend, a server or a listener; each keeps those that make
 * sense for it.
 */
public enum Counter {
  /** Connections accepted. */
  CONNECTIONS,
  /** Sessions (streams) begun. */
  SESSIONS,
  /** HTTP requests received. */
  REQUESTS,
  /** Bytes received from clients. */
  BYTES_IN,
  /** Bytes sent to clients. */
  BYTES_OUT,
  /** Requests denied by a rule. */
  REQUESTS_DENIED,
  /** Responses denied by a rule. */
  RESPONSES_DENIED,
  /** Connections refused by tcp-request connection rules. */
  CONNECTIONS_DENIED,
  /** Sessions refused by tcp-request session rules. */
  SESSIONS_DENIED,
  /** Requests that were malformed, timed out or cut off. */
  REQUEST_ERRORS,
  /** Connections to a server that failed. */
  CONNECTION_ERRORS,
  /** Responses that were malformed, timed out or cut off. */
  RESPONSE_ERRORS,
  /** Connection attempts made again. */
  RETRIES,
  /** Attempts that went to another server. */
  REDISPATCHES,
  /** Transfers that the client cut off. */
  CLIENT_ABORTS,
  /** Transfers that the server cut off. */
  SERVER_ABORTS,
  /** Responses by class. */
  RESPONSES_1XX,
  RESPONSES_2XX,
  RESPONSES_3XX,
  RESPONSES_4XX,
  RESPONSES_5XX,
  RESPONSES_OTHER,
  /** Requests answered by Spillway itself. */
  INTERCEPTED,
  /** Streams that a server was chosen for by the balance algorithm. */
  SELECTED,
  /** New connections made to a server. */
  SERVER_CONNECTS,
  /** Pooled connections used again. */
  SERVER_REUSES,
  /** Log lines that could not be delivered. */
  LOGS_DROPPED,
  /** Bytes of bodies that were compressed, before. */
  COMPRESSION_IN,
  /** Bytes of bodies that were compressed, after. */
  COMPRESSION_OUT,
  /** Responses that were compressed. */
  COMPRESSED_RESPONSES,
  /** Requests that a cache was asked for. */
  CACHE_LOOKUPS,
  /** Requests that a cache had the response to. */
  CACHE_HITS,
  /** Header rewrites that failed. */
  FAILED_REWRITES,
  /** Bugs: errors that are nobody's fault but ours. */
  INTERNAL_ERRORS
}
