/**
 * Proxies as they live: {@link io.spillway.proxy.Frontend} and {@link io.spillway.proxy.Backend},
 * with all that the data path asks of them in fields.
 *
 * <p>{@link io.spillway.proxy.FrontendAssembly} and {@link io.spillway.proxy.BackendAssembly} make
 * them of definitions: they are the one place where settings are read for the data path. What
 * belongs together is a record of its own ({@link io.spillway.proxy.FrontendRules}, {@link
 * io.spillway.proxy.BackendTimeouts}, {@link io.spillway.proxy.Logging} …), so that a stream asks
 * for what it means and not for a keyword. {@link io.spillway.proxy.ProcessState} is what all
 * proxies of a process share; {@link io.spillway.proxy.HttpService} is what answers in place of a
 * server.
 *
 * <p>The packages below hold the parts: definitions, balancing, servers, checks, logs, statistics,
 * streams, and the runtime that puts them together.
 */
@NullMarked
package io.spillway.proxy;

import org.jspecify.annotations.NullMarked;
