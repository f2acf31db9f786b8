package io.spillway.proxy.stream;

import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Sends clients to a server themselves ({@code redir}; configuration manual, chapter 5.2). */
final class ServerRedirect {
  static final int STATUS = 302;

  private ServerRedirect() {}

  /** The response that redirects {@code request} to {@code server}, or null where none is asked. */
  static byte @Nullable [] of(Server server, RequestHead request) {
    String prefix = server.definition().settings().get(ServerKeywords.REDIRECT);
    boolean isRead = request.method() == Method.GET || request.method() == Method.HEAD;
    if (prefix.isEmpty() || !isRead || request.pathStart() == request.pathEnd()) {
      return null;
    }
    int start = request.pathStart();
    String target =
        new String(request.bytes(), start, request.queryEnd() - start, StandardCharsets.ISO_8859_1);
    return ("HTTP/1.1 302 Found\r\nCache-Control: no-cache\r\nContent-Length: 0\r\nLocation: "
            + prefix
            + target
            + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
