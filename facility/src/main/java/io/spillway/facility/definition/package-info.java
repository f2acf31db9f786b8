/**
 * What the configuration says about facilities: the sections {@code facility}, {@code witness},
 * {@code coordination} and {@code dns-failover}, read into immutable records.
 *
 * <p>They stand beside the proxies in the same language, normally in a file of their own, so that
 * {@code haproxy.cfg} stays a file that HAProxy accepts. Each section has a class that reads it,
 * with its keywords; {@link io.spillway.facility.definition.FacilitySections} puts them together
 * and checks that they fit.
 */
@NullMarked
package io.spillway.facility.definition;

import org.jspecify.annotations.NullMarked;
