/**
 * The command line: HAProxy's own options ({@link io.spillway.command.CommandLine}, {@link
 * io.spillway.command.HaproxyCommand}) and Spillway's commands beside them ({@link
 * io.spillway.command.Program} lists them). Each command is one class; what it prints goes through
 * {@link io.spillway.command.Console}, and it ends by returning an exit code.
 */
@NullMarked
package io.spillway.command;

import org.jspecify.annotations.NullMarked;
