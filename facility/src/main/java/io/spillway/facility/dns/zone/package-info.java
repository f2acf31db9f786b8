/**
 * Zones and the answers that follow from them (RFC 1034 section 4.3.2, RFC 4592, RFC 4035).
 *
 * <p>{@link io.spillway.facility.dns.zone.ZoneContents} is what a zone's file says: a tree of
 * {@link io.spillway.facility.dns.zone.ZoneNode}s, found by the hash of their names, in which each
 * node knows what the way down to it crosses. A {@link io.spillway.facility.dns.zone.ZoneVersion}
 * adds what changes while the server runs, the addresses of the names that follow a verdict and the
 * serial number with them. A {@link io.spillway.facility.dns.zone.Zone} publishes one version after
 * another with one store, so that an answer comes from one version as a whole.
 *
 * <p>{@link io.spillway.facility.dns.zone.AnswerComposer} walks the tree and writes the answer. A
 * zone with keys has a {@link io.spillway.facility.dns.zone.ZoneSigner}. Signatures are made when
 * an answer first needs them and kept with the record set. Names that do not exist are denied with
 * the zone's real NSEC chain: there are then no more signatures than record sets and names, however
 * many names somebody makes up, where an NSEC record for each made-up name ("compact denial") would
 * cost a signature for each question. That the chain lets a zone be listed matters little for
 * public names.
 */
@NullMarked
package io.spillway.facility.dns.zone;

import org.jspecify.annotations.NullMarked;
