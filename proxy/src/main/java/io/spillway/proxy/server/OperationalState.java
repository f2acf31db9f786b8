package io.spillway.proxy.server;

/**
 * Whether a server works, apart from what operators decided. The order is that of the numbers in
 * {@code show servers state} (management manual).
 */
public enum OperationalState {
  /** Down. */
  STOPPED,
  /** Up, warming up to its full share ({@code slowstart}). */
  STARTING,
  /** Up. */
  RUNNING,
  /** Up, but takes no new clients: a check said so ({@code http-check disable-on-404}). */
  STOPPING
}
