package io.spillway.proxy.stream;

import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.net.tls.TlsFailure;
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
  private static final int TIMEOUT = 26;
  private static final int BAD_ISSUER = 30;
  private static final int BAD_CERTIFICATE = 31;
  private static final int FAILURE = 34;

  private final SessionContext context;
  private final Consumer<SessionContext> next;
  private final Timeout timeout;
  private boolean isOverdue;

  /**
   * Not begun yet.
   *
   * @param next begins the session
   */
  TlsOpening(SessionContext context, Consumer<SessionContext> next) {
    this.context = context;
    this.next = next;
    this.timeout = new Timeout(context.loop().timers(), this::giveUp);
  }

  private void giveUp() {
    isOverdue = true;
    context.connection().close();
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
    context.log().failed(failure(cause), !context.connection().hasReceivedHello());
    context.sessionEnded();
  }

  private FailedConnection failure(Throwable cause) {
    if (isOverdue) {
      return new FailedConnection(context, TIMEOUT, "Timeout during SSL handshake");
    }
    if (cause instanceof ClosedChannelException) {
      return new FailedConnection(context, CLOSED, "Connection closed during SSL handshake");
    }
    TlsFailure failure = TlsFailure.of(cause);
    if (failure.faults().isEmpty()) {
      return new FailedConnection(context, FAILURE, "SSL handshake failure", failure);
    }
    return failure.faults().getLast().depth() == 0
        ? new FailedConnection(
            context, BAD_CERTIFICATE, "SSL client certificate not trusted", failure)
        : new FailedConnection(
            context, BAD_ISSUER, "SSL client CA chain cannot be verified", failure);
  }
}
