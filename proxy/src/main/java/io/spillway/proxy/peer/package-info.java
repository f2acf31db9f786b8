/**
 * Stick tables that several processes have in common ({@code peers} sections; configuration manual,
 * chapter 3.5), by HAProxy's own protocol (its {@code doc/peers.txt}, with the message types and
 * the layout of values as HAProxy sends them).
 *
 * <p>Everything here but the definitions is confined to one event loop of its own, so that no
 * traffic waits for it: {@link io.spillway.proxy.peer.PeersRuntime} has that loop and a {@link
 * io.spillway.proxy.peer.PeersSection} for each section, which has its tables, the other processes
 * ({@link io.spillway.proxy.peer.RemotePeer}) and finds out whom to learn from. A {@link
 * io.spillway.proxy.peer.PeerSession} is one connection: greetings, frames, signs of life. Traffic
 * marks what it changes among a table's {@link io.spillway.proxy.table.TableChanges}; from there it
 * goes to the {@link io.spillway.proxy.peer.UpdateLog} of the table, and each peer follows that at
 * its own pace.
 */
@NullMarked
package io.spillway.proxy.peer;

import org.jspecify.annotations.NullMarked;
