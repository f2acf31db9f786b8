package io.spillway.facility.provider;

import io.spillway.facility.NameAnswer;

/**
 * A provider as it lives: it holds credentials and connections. Used by one thread at a time, which
 * waits for the network and so is never an event loop.
 */
public interface DnsProvider extends AutoCloseable {
  /**
   * Makes the name answer so. Reads first and changes only what differs, so that repeating it does
   * nothing.
   *
   * @param guard asked before each write
   * @throws ProviderException when it could not be done; what was done before may remain
   * @throws InterruptedException when the thread was told to stop
   */
  Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException;

  /**
   * Writes the facilities into the provider's own health checks and failover, so that the name is
   * switched even where no instance is left to do it.
   *
   * @throws ProviderException when it could not be done, or the provider has no failover of its own
   */
  default Publication sync(ManagedFailover failover, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    throw new ProviderException(
        ProviderException.Kind.REFUSED,
        "this provider has no failover of its own to be written to");
  }

  /**
   * Adds a TXT record and leaves the others of its name alone; nothing happens where it is there.
   *
   * @param guard asked before each write
   * @throws ProviderException when it could not be done, or the provider does not write TXT records
   */
  default void addText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    throw new ProviderException(
        ProviderException.Kind.REFUSED, "this provider does not write TXT records");
  }

  /** Removes a TXT record; nothing happens where it is not there. */
  default void removeText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    throw new ProviderException(
        ProviderException.Kind.REFUSED, "this provider does not write TXT records");
  }

  @Override
  default void close() {}
}
