/**
 * The converters of this module, one class for each family; each lists its words in {@code ALL}
 * (configuration manual, chapter 7.3.1).
 */
@NullMarked
package io.spillway.rules.converter;

import org.jspecify.annotations.NullMarked;
