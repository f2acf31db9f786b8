/**
 * What servers take over from an earlier process: a file in the form of {@code show servers state}
 * (management manual) is read once, before checks and traffic begin. {@link
 * io.spillway.proxy.restore.ServerStateFile} reads it, {@link
 * io.spillway.proxy.restore.ServerStateRow} is a line of it, {@link
 * io.spillway.proxy.restore.ServerStates} gives each server its line. A file that cannot be used is
 * told about and never prevents the start.
 */
@NullMarked
package io.spillway.proxy.restore;

import org.jspecify.annotations.NullMarked;
