package io.spillway.ops.facility;

import io.spillway.facility.dns.DnsServer;
import io.spillway.facility.runtime.FacilityRuntime;
import org.jspecify.annotations.Nullable;

/**
 * What a process does for facilities. Immutable.
 *
 * @param watching the facilities that it watches, or null
 * @param nameServer its name server, or null
 */
public record FacilityServices(@Nullable FacilityRuntime watching, @Nullable DnsServer nameServer) {
  /** Nothing. */
  public static final FacilityServices NONE = new FacilityServices(null, null);
}
