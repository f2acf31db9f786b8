/**
 * Hash functions over ranges of bytes. They stand in one place because HAProxy's language uses the
 * same ones twice: as converters ({@code sdbm}, {@code crc32} …) and to choose servers ({@code
 * hash-type}); both must give the same numbers as HAProxy's.
 */
@NullMarked
package io.spillway.rules.hash;

import org.jspecify.annotations.NullMarked;
