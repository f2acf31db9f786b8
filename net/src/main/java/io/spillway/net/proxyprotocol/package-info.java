/**
 * The PROXY protocol: the header in front of a connection's own bytes that tells whom the sender
 * speaks for. {@link io.spillway.net.proxyprotocol.ProxyHeaderParser} reads both of its versions
 * into a {@link io.spillway.net.proxyprotocol.ProxyHeader}, {@link
 * io.spillway.net.proxyprotocol.ProxyHeaderWriter} writes them. Source: {@code proxy-protocol.txt}
 * of the HAProxy project, "The PROXY protocol, versions 1 and 2".
 */
@NullMarked
package io.spillway.net.proxyprotocol;

import org.jspecify.annotations.NullMarked;
