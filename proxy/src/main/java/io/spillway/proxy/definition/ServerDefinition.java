package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.check.CheckTls;
import io.spillway.proxy.server.ServerHttp;
import org.jspecify.annotations.Nullable;

/**
 * A {@code server} line, its {@code default-server} resolved. Immutable.
 *
 * @param name the server's name, unique in its backend
 * @param id the server's numeric id, from 1, unique in its backend
 * @param endpoint where it is; a port of 0 means the port that the client connected to
 * @param portOffset what a {@code +n} or {@code -n} port adds to the client's port; 0 otherwise
 * @param settings the words after the address
 * @param position where the line stands
 * @param tls how connections to it are made secure, or null where they are not
 * @param checkTls how those of its checks are, or null where none is
 * @param http which version of HTTP is spoken with it
 */
public record ServerDefinition(
    String name,
    int id,
    Endpoint endpoint,
    int portOffset,
    Settings settings,
    SourcePosition position,
    @Nullable TlsClient tls,
    @Nullable CheckTls checkTls,
    ServerHttp http) {
  /** A server of HTTP/1 without TLS. */
  public ServerDefinition(
      String name,
      int id,
      Endpoint endpoint,
      int portOffset,
      Settings settings,
      SourcePosition position) {
    this(name, id, endpoint, portOffset, settings, position, null, null, ServerHttp.HTTP_1);
  }
}
