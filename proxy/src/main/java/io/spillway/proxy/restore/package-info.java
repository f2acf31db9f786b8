/**
 * What a process takes over from an earlier one, once, before checks and traffic begin.
 *
 * <p>Servers' states come from a file in the form of {@code show servers state} (management
 * manual), where the configuration names one: {@link io.spillway.proxy.restore.ServerStateText}
 * writes that form, {@link io.spillway.proxy.restore.ServerStateFile} reads it, {@link
 * io.spillway.proxy.restore.ServerStateRow} is a line of it, {@link
 * io.spillway.proxy.restore.ServerStates} gives each server its line. A file that cannot be used is
 * told about and never prevents the start.
 *
 * <p>A process that replaces a running one asks that for a {@link
 * io.spillway.proxy.restore.ProcessImage}, which has states, counters and stick tables, and which
 * {@link io.spillway.proxy.restore.ProcessImageReader} reads.
 */
@NullMarked
package io.spillway.proxy.restore;

import org.jspecify.annotations.NullMarked;
