/**
 * The program. {@link io.spillway.Main} is where it begins; {@code training} is what the launcher
 * runs once after a build, so that the virtual machine can record what every start loads.
 *
 * <p>{@code command} reads the command line, {@code assembly} puts a configuration's parts
 * together, {@code process} is the life of the process, {@code demo} the demonstration.
 */
@NullMarked
package io.spillway;

import org.jspecify.annotations.NullMarked;
