/**
 * The built-in authoritative DNS server.
 *
 * <p>A {@link io.spillway.facility.dns.DnsServer} answers for the zones of its {@link
 * io.spillway.facility.dns.DnsDefinition}, which {@link io.spillway.facility.dns.DnsSections}
 * reads: what their files say, and for the names that follow a verdict what {@link
 * io.spillway.facility.NameAnswers} says at the moment. It asks no other server. Queries are
 * answered on the event loops, from bytes to bytes, by a {@code Responder} that throws nothing and
 * bounds what an answer can be misused for: by cookies, by a rate for each network, and by sending
 * nothing long to an address that may not be the asker's.
 *
 * <p>Secondaries of any make fetch a zone with AXFR and hear of changes by NOTIFY, both signed with
 * TSIG where a key is named.
 */
@NullMarked
package io.spillway.facility.dns;

import org.jspecify.annotations.NullMarked;
