/**
 * Reads a name's public answer back from the servers that are authoritative for it.
 *
 * <p>What a provider's interface says is one thing, what resolvers are told another: between them
 * lie queues, transfers and caches. {@link io.spillway.facility.provider.verify.ReadBack} asks each
 * authoritative server of the zone itself, past every cache, until all that answer have the new
 * addresses.
 */
@NullMarked
package io.spillway.facility.provider.verify;

import org.jspecify.annotations.NullMarked;
