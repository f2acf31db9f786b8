/**
 * DNS Made Easy, by its REST API V2.0: records of managed domains, and the failover monitors that
 * DNS Made Easy runs itself.
 *
 * <p>With the word {@code failover}, Spillway and DNS Made Easy watch side by side. {@code sync}
 * writes the facilities into the monitor of the name's record; whenever Spillway moves the name, it
 * puts the address that it chose first in the monitor too, the others behind it. So the two never
 * pull in different directions, and where no instance of Spillway is left, DNS Made Easy goes on
 * from the last verdict.
 */
@NullMarked
package io.spillway.facility.provider.dnsmadeeasy;

import org.jspecify.annotations.NullMarked;
