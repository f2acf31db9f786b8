package io.spillway.facility.dns;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.zone.Zone;
import io.spillway.facility.dns.zone.Zones;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a server answers from until its configuration is read again. Immutable. */
final class ServedState {
  private final List<ServedZone> served;
  private final Zones zones;
  private final Map<Zone, DnsZoneDefinition> definitions = new IdentityHashMap<>();
  private final Map<DomainName, TransactionKey> keys;

  ServedState(List<ServedZone> served, List<TransactionKey> keys) {
    this.served = List.copyOf(served);
    this.zones = new Zones(served.stream().map(ServedZone::zone).toList());
    served.forEach(zone -> definitions.put(zone.zone(), zone.definition()));
    this.keys = keys.stream().collect(Collectors.toMap(TransactionKey::name, key -> key));
  }

  /** All zones. */
  List<ServedZone> served() {
    return served;
  }

  /** All zones, by name. */
  Zones zones() {
    return zones;
  }

  /** Who may fetch {@code zone}. */
  List<TransferPermission> transfers(Zone zone) {
    DnsZoneDefinition definition = definitions.get(zone);
    return definition == null ? List.of() : definition.transfers();
  }

  /** Whether the addresses of {@code zone}'s names change places from answer to answer. */
  boolean rotates(Zone zone) {
    DnsZoneDefinition definition = definitions.get(zone);
    return definition != null && definition.rotates();
  }

  /** The key of this name, or null. */
  @Nullable TransactionKey key(DomainName name) {
    return keys.get(name);
  }
}
