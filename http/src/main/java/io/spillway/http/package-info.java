/** The http layer. */
@NullMarked
package io.spillway.http;

import org.jspecify.annotations.NullMarked;
