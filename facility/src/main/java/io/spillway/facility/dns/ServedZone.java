package io.spillway.facility.dns;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.dns.zone.Zone;
import io.spillway.facility.dns.zone.ZoneSigner;
import java.util.Collection;

/**
 * A zone with what its section says about it.
 *
 * @param definition what the section says
 * @param zone the live zone
 */
record ServedZone(DnsZoneDefinition definition, Zone zone) {
  static ServedZone of(DnsZoneDefinition definition, Collection<NameAnswer> answers, long now) {
    ZoneSigner signer = definition.keys().isEmpty() ? null : new ZoneSigner(definition.keys());
    return new ServedZone(
        definition, new Zone(definition.apex(), definition.sets(), signer, answers, now));
  }
}
