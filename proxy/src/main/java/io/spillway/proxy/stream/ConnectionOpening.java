package io.spillway.proxy.stream;

import io.spillway.net.tls.TlsServer;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the session on each connection of a listener, and which version of HTTP it is
 * in. Immutable.
 *
 * @param acceptsProxy whether it begins with a PROXY protocol header
 * @param tls how it is made secure, or null
 * @param version which version of HTTP is spoken
 */
public record ConnectionOpening(
    boolean acceptsProxy, @Nullable TlsServer tls, HttpVersion version) {
  /** Which version of HTTP is spoken. */
  public enum HttpVersion {
    /** What ALPN and the client's first bytes say. */
    ANY,
    HTTP_1,
    HTTP_2
  }
}
