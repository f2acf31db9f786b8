package io.spillway.proxy.stream;

import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.net.tls.TlsServer;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.stats.Counter;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

/**
 * A client's connection while it is made secure: it becomes a session, or a line in the log that
 * says why not. Confined to its loop.
 */
final class TlsOpening implements Connection.Handshake {
  private static final int CLOSED = 24;
  private static final int FAILURE = 34;

  private final SessionContext context;
  private final Consumer<SessionContext> next;
  private final Timeout timeout;

  /**
   * Not begun yet.
   *
   * @param next begins the session
   */
  TlsOpening(SessionContext context, Consumer<SessionContext> next) {
    this.context = context;
    this.next = next;
    this.timeout = new Timeout(context.loop().timers(), context.connection()::close);
  }

  /** Waits for the client's hello, no longer than {@code timeout client-hs}. */
  void begin(TlsServer tls) {
    timeout.set(context.frontend().timeouts().handshake());
    context.connection().secure(tls, this);
  }

  @Override
  public void secured() {
    timeout.end();
    context.tls(); // asked now, while TLS knows whether the session was resumed
    next.accept(context);
  }

  @Override
  public void handshakeFailed(Throwable cause) {
    timeout.end();
    Frontend frontend = context.frontend();
    frontend.statistics().counters().increment(context.loop().index(), Counter.REQUEST_ERRORS);
    FailedConnection failed =
        cause instanceof ClosedChannelException
            ? new FailedConnection(context, CLOSED, "Connection closed during SSL handshake")
            : new FailedConnection(context, FAILURE, "SSL handshake failure");
    context.log().failed(failed, !context.connection().hasReceivedHello());
    context.sessionEnded();
  }
}
