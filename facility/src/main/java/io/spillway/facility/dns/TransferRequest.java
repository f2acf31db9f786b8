package io.spillway.facility.dns;

import io.spillway.facility.dns.zone.Zone;
import io.spillway.facility.dns.zone.ZoneVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request for a whole zone that was allowed. Immutable.
 *
 * @param id the query's identifier
 * @param type AXFR, or IXFR, which is answered with the whole zone too (RFC 1995 section 4)
 * @param hasEdns whether the client speaks EDNS
 * @param zone the zone
 * @param version the zone as it was when the query came
 * @param signature the query's signature, or null
 */
record TransferRequest(
    int id,
    int type,
    boolean hasEdns,
    Zone zone,
    ZoneVersion version,
    @Nullable QuerySignature signature) {}
