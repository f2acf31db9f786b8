/** The ops layer. */
@NullMarked
package io.spillway.ops;

import org.jspecify.annotations.NullMarked;
