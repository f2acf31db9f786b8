/**
 * Makes public names follow their verdict at other people's name servers: RFC 2136 dynamic updates,
 * DNS Made Easy, Route 53, Cloudflare.
 *
 * <p>The {@code provider} words of a {@code dns-failover} section are read by {@link
 * io.spillway.facility.provider.Providers} into a {@link
 * io.spillway.facility.provider.ProviderDefinition}. Opened, it is a {@link
 * io.spillway.facility.provider.DnsProvider}: it reads what the provider has and changes only what
 * differs from the answer that is wanted. A {@link io.spillway.facility.provider.Publisher} drives
 * one name at one provider on a virtual thread: it writes only while a {@link
 * io.spillway.facility.provider.election.WriterElection} says that this instance is the one writer,
 * tries again with growing pauses, drops answers that a newer one has overtaken, and reads the
 * public answer back from the zone's authoritative servers. What happens is told as {@link
 * io.spillway.facility.provider.PublicationEvent}s.
 *
 * <p>Nothing here runs on an event loop. Failures are {@link
 * io.spillway.facility.provider.ProviderException}s that say whether another attempt may help. A
 * {@link io.spillway.facility.provider.Secret} never shows what it holds.
 */
@NullMarked
package io.spillway.facility.provider;

import org.jspecify.annotations.NullMarked;
