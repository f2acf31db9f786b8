package io.spillway.proxy.stream;

import io.spillway.net.tls.ChainFault;
import io.spillway.net.tls.TlsFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log tells of a connection that has carried nothing yet: one that failed, because its
 * PROXY header was missing or wrong for one, or one whose rules have a line written. Confined to
 * the connection's loop.
 */
final class FailedConnection extends StreamRecord {
  private final int error;
  private final String reason;
  private final TlsFailure tls;

  /**
   * A connection.
   *
   * @param error the reason as HAProxy numbers it, for {@code fc_err}; 0 where it has not failed
   * @param reason what went wrong, in the log's words; empty where it has not failed
   */
  FailedConnection(SessionContext context, int error, String reason) {
    this(context, error, reason, TlsFailure.UNKNOWN);
  }

  /** One whose handshake failed because of {@code tls}. */
  FailedConnection(SessionContext context, int error, String reason, TlsFailure tls) {
    super(context);
    this.error = error;
    this.reason = reason;
    this.tls = tls;
  }

  @Override
  public List<ChainFault> clientFaults() {
    return tls.faults();
  }

  @Override
  public long clientTlsError() {
    return tls.error();
  }

  @Override
  public String clientTlsErrorText() {
    return tls.text();
  }

  @Override
  public int connectionError() {
    return error;
  }

  @Override
  public String connectionErrorText() {
    return reason;
  }

  @Override
  @Nullable ServerConnection serverConnection() {
    return null;
  }

  @Override
  public boolean isHttp() {
    return frontend().isHttp();
  }

  @Override
  boolean lacksRequest() {
    return true;
  }
}
