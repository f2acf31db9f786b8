/**
 * Facilities and the public names that lead to them.
 *
 * <p>An instance checks the public addresses of the facilities from where it stands (its view),
 * tells the others, and all conclude the same from the same views: the verdict. What a name shall
 * answer follows from the verdict as a {@link io.spillway.facility.NameAnswer}; the built-in
 * authoritative DNS server and the DNS providers make it so.
 */
@NullMarked
package io.spillway.facility;

import org.jspecify.annotations.NullMarked;
