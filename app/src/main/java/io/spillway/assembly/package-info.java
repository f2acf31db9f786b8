/**
 * Puts the parts together: a checked configuration, its proxies at work, the runtime API and the
 * stats pages that tell of them, as one {@link io.spillway.process.Service}.
 */
@NullMarked
package io.spillway.assembly;

import org.jspecify.annotations.NullMarked;
