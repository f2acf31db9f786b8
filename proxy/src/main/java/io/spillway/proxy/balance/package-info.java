/**
 * The balance algorithms, one class each, picking servers in the order in which HAProxy picks them.
 *
 * <p>{@link io.spillway.proxy.balance.Algorithm} lists them. An algorithm that hashes is made of
 * two parts: a {@link io.spillway.proxy.balance.HashKey}, which says what of the stream is hashed,
 * and a map or a ring of servers, which says where the hash leads.
 */
@NullMarked
package io.spillway.proxy.balance;

import org.jspecify.annotations.NullMarked;
