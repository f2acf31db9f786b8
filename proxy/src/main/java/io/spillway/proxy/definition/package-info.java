/**
 * What a configuration says about proxies, as immutable records: the second of the three stages.
 */
@NullMarked
package io.spillway.proxy.definition;

import org.jspecify.annotations.NullMarked;
