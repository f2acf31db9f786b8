/**
 * Certificates that the process obtains and renews by itself (RFC 8555): {@code acme} sections, the
 * answers to the challenges http-01, dns-01 and tls-alpn-01 (RFC 8737), and when it is time. All
 * that waits runs on virtual threads, never on an event loop.
 */
@NullMarked
package io.spillway.ops.acme;

import org.jspecify.annotations.NullMarked;
