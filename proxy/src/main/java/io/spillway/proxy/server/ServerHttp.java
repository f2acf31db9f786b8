package io.spillway.proxy.server;

import io.spillway.http.HeadLimits;
import io.spillway.http.h2.Frames;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.Http2Limits;
import org.jspecify.annotations.Nullable;

/**
 * Which version of HTTP is spoken with a server. Immutable.
 *
 * @param main with most requests
 * @param webSockets with requests that ask for WebSocket ({@code ws})
 * @param checks with its checks that send requests ({@code check-proto}, {@code check-alpn})
 * @param limits of HTTP/2
 * @param bufferSize {@code tune.bufsize}, in bytes
 * @param http1Tls how connections are made secure on which HTTP/2 is not to be spoken where it
 *     could be; null for as all others
 */
public record ServerHttp(
    ServerProtocol main,
    ServerProtocol webSockets,
    ServerProtocol checks,
    Http2Limits limits,
    int bufferSize,
    @Nullable TlsClient http1Tls) {
  private static final int MOST_HEADERS = 32767;

  /** HTTP/1 with all. */
  public static final ServerHttp HTTP_1 =
      new ServerHttp(
          ServerProtocol.HTTP_1,
          ServerProtocol.HTTP_1,
          ServerProtocol.HTTP_1,
          new Http2Limits(4096, Frames.INITIAL_WINDOW, 100, Frames.MIN_MAX_FRAME_SIZE, 0, 0),
          16384,
          null);

  /** The limits of what is behind a request's head, which were those of its frontend before. */
  public HeadLimits headLimits() {
    return new HeadLimits(bufferSize, bufferSize, MOST_HEADERS, true);
  }
}
