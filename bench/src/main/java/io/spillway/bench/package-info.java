/** Measurements of parts, and of the whole beside other load balancers. */
@NullMarked
package io.spillway.bench;

import org.jspecify.annotations.NullMarked;
