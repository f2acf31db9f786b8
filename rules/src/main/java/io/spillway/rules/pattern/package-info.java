/**
 * Patterns: what ACLs and maps compare values with. A {@link io.spillway.rules.pattern.PatternSet}
 * keeps the patterns of one {@link io.spillway.rules.pattern.MatchMethod} in an index made for it:
 * a hash table for whole strings and for beginnings and ends, a hash table for each prefix length
 * of networks, RE2/J for regular expressions. A live change is made in the index while others look
 * up in it; another version of a list is arranged beside it and replaces it by one store.
 */
@NullMarked
package io.spillway.rules.pattern;

import org.jspecify.annotations.NullMarked;
