package io.spillway.proxy.stream;

import io.spillway.net.tls.TlsServer;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the session on each connection of a listener, and which version of HTTP it is
 * in. Immutable.
 *
 * @param acceptsProxy whether it begins with a PROXY protocol header
 * @param netscaler whether it begins with a header of NetScaler's client IP insertion, after that
 * @param netscalerMagic the number that such a header begins with, be it asked for here or by a
 *     rule
 * @param tls how it is made secure, or null
 * @param version which version of HTTP is spoken
 */
public record ConnectionOpening(
    boolean acceptsProxy,
    boolean netscaler,
    int netscalerMagic,
    @Nullable TlsServer tls,
    HttpVersion version) {
  /** Which version of HTTP is spoken. */
  public enum HttpVersion {
    /** What ALPN and the client's first bytes say. */
    ANY,
    HTTP_1,
    HTTP_2
  }
}
