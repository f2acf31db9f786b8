/**
 * Patterns: what ACLs and maps compare values with. A {@link io.spillway.rules.pattern.PatternSet}
 * compiles the patterns of one {@link io.spillway.rules.pattern.MatchMethod} into an index made for
 * it: a hash table for whole strings and for beginnings and ends, a hash table for each prefix
 * length of networks, RE2/J for regular expressions. A live update compiles anew and replaces the
 * index by one store.
 */
@NullMarked
package io.spillway.rules.pattern;

import org.jspecify.annotations.NullMarked;
