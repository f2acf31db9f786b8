/**
 * Cloudflare, by its API v4: the records of a zone, or the origins of load balancing pools.
 *
 * <p>A record that Cloudflare proxies is answered with addresses of Cloudflare's own; the change
 * shows in where requests arrive and cannot be read back from name servers.
 */
@NullMarked
package io.spillway.facility.provider.cloudflare;

import org.jspecify.annotations.NullMarked;
