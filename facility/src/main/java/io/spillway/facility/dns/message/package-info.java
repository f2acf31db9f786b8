/**
 * DNS messages as bytes (RFC 1035 chapter 4).
 *
 * <p>A {@link io.spillway.facility.dns.message.Query} is read into fields and a {@link
 * io.spillway.facility.dns.message.NameBuffer}, and a {@link
 * io.spillway.facility.dns.message.MessageWriter} writes records with compressed names into the
 * same array again and again: neither allocates for a message. Names that are kept, those of zones,
 * are {@link io.spillway.facility.dns.message.DomainName}s. Buffer and name share their hash for
 * each suffix, so that a name of a query is found among those of a zone without a copy.
 */
@NullMarked
package io.spillway.facility.dns.message;

import org.jspecify.annotations.NullMarked;
