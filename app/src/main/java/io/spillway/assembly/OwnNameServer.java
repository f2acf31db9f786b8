package io.spillway.assembly;

import io.spillway.facility.dns.DnsServer;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.TextRecord;
import io.spillway.ops.acme.OwnZones;
import org.jspecify.annotations.Nullable;

/** The DNS server of this process as a place for the records of challenges. Stateless. */
final class OwnNameServer {
  private OwnNameServer() {}

  /** The zones of {@code server}, which may be null. */
  static OwnZones zones(@Nullable DnsServer server) {
    return server == null ? OwnZones.NONE : new Zones(server);
  }

  private record Zones(DnsServer server) implements OwnZones {
    @Override
    public void add(TextRecord record) throws ProviderException {
      if (!server.addText(record.name(), record.value(), TextRecord.SECONDS)) {
        throw new ProviderException(
            ProviderException.Kind.REFUSED,
            "no zone of the DNS server of this process holds " + record.name());
      }
    }

    @Override
    public void remove(TextRecord record) {
      server.removeText(record.name(), record.value());
    }
  }
}
