/**
 * A configuration come to life: live frontends, backends and servers made of their definitions,
 * their sockets bound, their checks running, and all of it stopped again.
 */
@NullMarked
package io.spillway.proxy.runtime;

import org.jspecify.annotations.NullMarked;
