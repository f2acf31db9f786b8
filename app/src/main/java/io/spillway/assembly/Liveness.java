package io.spillway.assembly;

import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.BindDefinition;
import io.spillway.proxy.definition.BindKeywords;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.MonitorKeywords;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.runtime.ProxyRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process carries traffic: every event loop turns, and where a frontend has a {@code
 * monitor-uri}, a request for it, which no log and no counter of requests tells, is answered.
 * Immutable.
 *
 * @param address where such a frontend listens without TLS, or null
 * @param uri what it is asked for
 */
record Liveness(ProxyRuntime runtime, @Nullable InetSocketAddress address, String uri) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Of the proxies of {@code configuration}. */
  static Liveness of(Configuration configuration, ProxyRuntime runtime) {
    for (ProxyDefinition proxy : configuration.proxies()) {
      String uri = proxy.settings().get(MonitorKeywords.URI);
      InetSocketAddress address = uri.isEmpty() ? null : address(proxy);
      if (address != null) {
        return new Liveness(runtime, address, uri);
      }
    }
    return new Liveness(runtime, null, "");
  }

  private static @Nullable InetSocketAddress address(ProxyDefinition proxy) {
    for (BindDefinition bind : proxy.binds()) {
      boolean isPlain =
          bind.tls() == null
              && !bind.settings().get(BindKeywords.ACCEPT_PROXY)
              && bind.settings().get(BindKeywords.NETSCALER_MAGIC) == 0;
      for (Endpoint endpoint : bind.endpoints()) {
        if (isPlain && endpoint instanceof Endpoint.Inet inet) {
          InetAddress host = inet.address();
          boolean isAny = host == null || host.isAnyLocalAddress();
          return new InetSocketAddress(
              isAny ? InetAddress.getLoopbackAddress() : host, inet.port());
        }
      }
    }
    return null;
  }

  /** Why it cannot be said to; null where it can. Blocks. */
  @Nullable String trouble() throws InterruptedException {
    if (!runtime.loops().turn(PATIENCE)) {
      return "an event loop does not turn";
    }
    InetSocketAddress asked = address;
    if (asked == null) {
      return null;
    }
    try (Socket socket = new Socket()) {
      int millis = (int) PATIENCE.toMillis();
      socket.connect(asked, millis);
      socket.setSoTimeout(millis);
      socket
          .getOutputStream()
          .write(
              ("GET " + uri + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      // Also a monitor that is set to fail has been through the proxy.
      return socket.getInputStream().read() == 'H' ? null : "a request is not answered";
    } catch (IOException e) {
      return "a request is not answered: " + e.getMessage();
    }
  }
}
