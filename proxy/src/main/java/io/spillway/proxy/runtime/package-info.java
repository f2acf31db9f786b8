/**
 * A configuration come to life: live frontends, backends and servers made of their definitions,
 * their sockets bound, their checks running, and all of it stopped again.
 *
 * <p>{@link io.spillway.proxy.runtime.ProxyRuntime} does it in order: assemble, bind everything,
 * check, accept. {@code HealthWatch} makes the checks and ties servers that track others to them;
 * {@code ServerJournal} hears of every change of a server, writes its lines and ends the streams
 * that end with it. What comes from outside is {@link io.spillway.proxy.runtime.Surroundings}.
 */
@NullMarked
package io.spillway.proxy.runtime;

import org.jspecify.annotations.NullMarked;
