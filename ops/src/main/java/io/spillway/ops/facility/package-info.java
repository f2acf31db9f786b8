/** How facilities look to operators: as a table and as JSON. */
@NullMarked
package io.spillway.ops.facility;

import org.jspecify.annotations.NullMarked;
