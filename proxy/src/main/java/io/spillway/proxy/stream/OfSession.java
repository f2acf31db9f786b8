package io.spillway.proxy.stream;

/** An evaluation that belongs to a client's connection. Confined to its loop. */
interface OfSession {
  /** What is known of the connection. */
  SessionContext session();
}
