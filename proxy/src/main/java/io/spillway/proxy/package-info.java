/** The proxy layer. */
@NullMarked
package io.spillway.proxy;

import org.jspecify.annotations.NullMarked;
