/**
 * Roles: strategies for a protocol as templates, of which {@code spillway role add} makes files of
 * a configuration.
 *
 * <p>A {@link io.spillway.role.RoleTemplate} is a text with declared parameters; those that come
 * with the program are resources beside this package, others are files in a directory of the user's
 * ({@link io.spillway.role.RoleLibrary}). {@link io.spillway.role.RoleFile} is what was made of
 * one.
 */
@NullMarked
package io.spillway.role;

import org.jspecify.annotations.NullMarked;
