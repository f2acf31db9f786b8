/** Health checks: straight-line code on virtual threads that tells servers up and down. */
@NullMarked
package io.spillway.proxy.check;

import org.jspecify.annotations.NullMarked;
