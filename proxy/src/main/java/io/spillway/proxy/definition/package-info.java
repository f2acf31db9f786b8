/**
 * What a configuration says about proxies, as immutable records: the second of the three stages.
 *
 * <p>{@link io.spillway.proxy.definition.ConfigurationLoader} reads the sections of all files into
 * a {@link io.spillway.proxy.definition.Configuration}, and tells all that is wrong with them in
 * one pass. A family of keywords is one class: it declares the {@link io.spillway.config.Setting}
 * constants that its keywords set, beside the handlers that read them, so that a setting's meaning,
 * initial value and syntax stand together; the runtime asks a section's {@link
 * io.spillway.config.Settings} for those constants. To add a keyword, add it to its family's list;
 * a new family is one line in the loader.
 *
 * <p>A proxy begins with what its {@code defaults} set, a server with what {@code default-server}
 * said before it. {@code ConfigurationChecks} looks at how the sections fit together once all of
 * them are there. {@link io.spillway.proxy.definition.Explanation} shows what came of it, and where
 * each setting came from.
 */
@NullMarked
package io.spillway.proxy.definition;

import org.jspecify.annotations.NullMarked;
