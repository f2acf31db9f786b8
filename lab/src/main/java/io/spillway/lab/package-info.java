/**
 * The laboratory: two facilities, each with a router that does NAT, a load balancer and two
 * application servers, joined by a private link; outside of them a witness, a resolver and a
 * client. Every machine is a network namespace of this host, so that what happens on cables,
 * routers and machines can be made to happen: {@link io.spillway.lab.Site} cuts and kills, {@link
 * io.spillway.lab.Observer} sees what a client sees, {@link io.spillway.lab.Timeline} tells when.
 *
 * <p>Needs root and Debian's iproute2 and nftables. Nothing leaves the namespaces, whose names
 * carry this process's id; they are removed at the end, also after a failure.
 */
@NullMarked
package io.spillway.lab;

import org.jspecify.annotations.NullMarked;
