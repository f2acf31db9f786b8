/**
 * The fetches of this module, one class for each family; each lists its words in {@code ALL}
 * (configuration manual, chapters 7.3.2 to 7.3.6).
 */
@NullMarked
package io.spillway.rules.fetch;

import org.jspecify.annotations.NullMarked;
