/**
 * What happens to facilities and names that an operator may care about, as values, and the file
 * that keeps it.
 */
@NullMarked
package io.spillway.facility.event;

import org.jspecify.annotations.NullMarked;
