package io.spillway.ops.acme;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.TextRecord;

/** The zones that the DNS server of this process tells. Thread-safe. */
public interface OwnZones {
  /**
   * Tells a record from now on.
   *
   * @throws ProviderException where no zone of this process holds its name
   */
  void add(TextRecord record) throws ProviderException;

  /** Tells a record no more. */
  void remove(TextRecord record);

  /** No zones. */
  OwnZones NONE =
      new OwnZones() {
        @Override
        public void add(TextRecord record) throws ProviderException {
          throw new ProviderException(
              ProviderException.Kind.REFUSED, "this process has no DNS server");
        }

        @Override
        public void remove(TextRecord record) {}
      };
}
