package io.spillway.facility.dns;

import java.util.List;

/**
 * All that a configuration says about the DNS server. Immutable.
 *
 * @param server what the {@code dns-server} section says; without binds where there is none
 * @param zones the zones that it answers for
 * @param keys the keys that it shares with other servers
 */
public record DnsDefinition(
    DnsServerDefinition server, List<DnsZoneDefinition> zones, List<TransactionKey> keys) {
  public DnsDefinition {
    zones = List.copyOf(zones);
    keys = List.copyOf(keys);
  }
}
