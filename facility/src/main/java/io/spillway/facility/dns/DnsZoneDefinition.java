package io.spillway.facility.dns;

import io.spillway.config.SourcePosition;
import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.zone.SigningKey;
import java.util.List;

/**
 * What a {@code dns-zone} section and its file say. Immutable.
 *
 * @param apex the zone's name
 * @param position where the section stands
 * @param sets the zone's records
 * @param transfers who may fetch the whole zone
 * @param notified who is told of changes
 * @param rotates whether several addresses of a name change places from answer to answer, instead
 *     of being told in their order
 * @param keys what signs the zone; none leaves it unsigned
 */
public record DnsZoneDefinition(
    DomainName apex,
    SourcePosition position,
    List<RecordSet> sets,
    List<TransferPermission> transfers,
    List<NotifyTarget> notified,
    boolean rotates,
    List<SigningKey> keys) {
  public DnsZoneDefinition {
    sets = List.copyOf(sets);
    transfers = List.copyOf(transfers);
    notified = List.copyOf(notified);
    keys = List.copyOf(keys);
  }
}
