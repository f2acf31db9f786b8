/**
 * Dynamic updates (RFC 2136) with transaction signatures (RFC 8945), to any name server that takes
 * them: BIND, Knot, PowerDNS, Windows.
 *
 * <p>Each update carries what was read before as its prerequisites. So the server itself refuses
 * the later of two writers, and whoever was refused reads again.
 */
@NullMarked
package io.spillway.facility.provider.rfc2136;

import org.jspecify.annotations.NullMarked;
