package io.spillway.facility.watch;

import java.net.InetAddress;

/** Checks an address once. Thread-safe. */
@FunctionalInterface
public interface Checker {
  /** Checks {@code address}, blocking no longer than the check's timeout. */
  Outcome check(InetAddress address);
}
