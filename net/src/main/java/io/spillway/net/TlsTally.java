package io.spillway.net;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one loop counts of its secure connections, with clients and with servers. Written by the
 * loop; readable by any thread.
 */
public final class TlsTally {
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong acceptedKeys = new AtomicLong();
  private final AtomicLong connectedKeys = new AtomicLong();

  void begins() {
    increment(begun);
  }

  void ends() {
    increment(ended);
  }

  void agreed(boolean isServer, boolean isResumed) {
    if (isServer) {
      increment(accepted);
    }
    if (!isResumed) {
      increment(isServer ? acceptedKeys : connectedKeys);
    }
  }

  private static void increment(AtomicLong counter) {
    counter.lazySet(counter.getPlain() + 1);
  }

  /** All connections that were ever made secure, or were to be. */
  public long begun() {
    return begun.get();
  }

  /** Those that there are now. */
  public long current() {
    return Math.max(0, begun.get() - ended.get());
  }

  /** Handshakes with clients that succeeded. */
  public long accepted() {
    return accepted.get();
  }

  /** Those among {@link #accepted} that resumed no session: for which keys were made. */
  public long acceptedKeys() {
    return acceptedKeys.get();
  }

  /** Handshakes with servers that succeeded and resumed no session. */
  public long connectedKeys() {
    return connectedKeys.get();
  }
}
