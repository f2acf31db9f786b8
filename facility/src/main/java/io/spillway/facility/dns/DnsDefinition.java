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
  /** No server, no zones. */
  public static final DnsDefinition NONE =
      new DnsDefinition(DnsServerDefinition.DEFAULTS, List.of(), List.of());

  public DnsDefinition {
    zones = List.copyOf(zones);
    keys = List.copyOf(keys);
  }

  /**
   * What one of the voters does: it listens where a line names it, and an instance also where none
   * is named.
   */
  public DnsDefinition of(String voter, boolean isWitness) {
    List<DnsServerDefinition.Bind> own =
        server.binds().stream()
            .filter(b -> b.only().isEmpty() ? !isWitness : b.only().contains(voter))
            .toList();
    return new DnsDefinition(server.at(own), zones, keys);
  }

  /** Whether there is anything to do: a server with a place to listen on. */
  public boolean serves() {
    return !server.binds().isEmpty();
  }

  /**
   * Whether a zone is to answer for {@code name}.
   *
   * @param name in lower case, without a dot at its end
   */
  public boolean holds(String name) {
    return zones.stream()
        .map(zone -> zone.apex().toString())
        .anyMatch(apex -> ("." + name + ".").endsWith(apex.equals(".") ? apex : "." + apex));
  }
}
