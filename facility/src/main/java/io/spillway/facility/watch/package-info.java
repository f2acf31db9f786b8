/**
 * The checks of public addresses: each on a virtual thread, straight through, with a deadline that
 * holds whatever the other side does, and the views that follow from them.
 */
@NullMarked
package io.spillway.facility.watch;

import org.jspecify.annotations.NullMarked;
