/** The program: command line, assembly and life cycle. */
@NullMarked
package io.spillway;

import org.jspecify.annotations.NullMarked;
