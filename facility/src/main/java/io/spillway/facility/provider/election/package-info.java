/**
 * Which instance writes to the providers, where several could: exactly one does.
 *
 * <p>{@link io.spillway.facility.provider.election.QuorumElection} concludes it from what the
 * instances tell each other; {@link io.spillway.facility.provider.election.EtcdElection} holds a
 * lease in etcd. Either answers with a time for which the right to write is certain, by the
 * monotonic clock, and a write that would take longer is not begun.
 */
@NullMarked
package io.spillway.facility.provider.election;

import org.jspecify.annotations.NullMarked;
