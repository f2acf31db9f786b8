/** The net layer. */
@NullMarked
package io.spillway.net;

import org.jspecify.annotations.NullMarked;
