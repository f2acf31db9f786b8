/** The rules layer. */
@NullMarked
package io.spillway.rules;

import org.jspecify.annotations.NullMarked;
