/**
 * How instances and witnesses talk to each other: TCP, a connection from each to each,
 * straight-line code on virtual threads.
 *
 * <p>Who dials speaks: a {@link io.spillway.facility.exchange.PeerLink} sends what this voter sees
 * and concludes several times a second, and the other side only says that it got it. Answers to
 * what was heard go out over one's own link. A link that gets no word back is dialled anew, so that
 * a healed network is used at once and not when TCP tries again.
 *
 * <p>A {@link io.spillway.facility.exchange.Channel} carries frames so that nobody else can read,
 * change, repeat or reflect them: with a shared secret ({@link
 * io.spillway.facility.exchange.SecretHandshake}) or with certificates ({@link
 * io.spillway.facility.exchange.TlsHandshake}). Who fails is refused, told of once, and costs
 * nobody else anything: every wait and every size is bounded.
 */
@NullMarked
package io.spillway.facility.exchange;

import org.jspecify.annotations.NullMarked;
