/**
 * Checks that know a database server's role: they log in as a client does and ask whether the
 * server is the one that takes writes, or a replica that is not too far behind.
 *
 * <p>Each class is a {@link io.spillway.proxy.check.Dialogue} of one protocol, with as much of it
 * as that needs. Passwords stand in {@link io.spillway.proxy.check.role.Credentials}, and nothing
 * prints those.
 */
@NullMarked
package io.spillway.proxy.check.role;

import org.jspecify.annotations.NullMarked;
