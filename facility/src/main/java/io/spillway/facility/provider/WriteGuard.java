package io.spillway.facility.provider;

import java.time.Duration;

/**
 * Asked by a provider immediately before each write. What it answers bounds how long the write may
 * take, so that an instance which loses its right to write does not finish writing after that.
 */
@FunctionalInterface
public interface WriteGuard {
  /**
   * How long writing is certainly allowed from now on.
   *
   * @throws ProviderException of kind {@code NOT_WRITER} where it is not, and nothing may be sent
   */
  Duration allowed() throws ProviderException;

  /** The shorter of {@code timeout} and what is allowed. */
  default Duration within(Duration timeout) throws ProviderException {
    Duration allowed = allowed();
    return allowed.compareTo(timeout) < 0 ? allowed : timeout;
  }

  /** Allows every write; for commands that an operator gives himself. */
  static WriteGuard always() {
    return () -> Duration.ofDays(1);
  }
}
