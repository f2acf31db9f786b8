package io.spillway.proxy.stream;

import org.jspecify.annotations.Nullable;

/**
 * What the log tells of a connection that has carried nothing yet: one that failed, because its
 * PROXY header was missing or wrong for one, or one whose rules have a line written. Confined to
 * the connection's loop.
 */
final class FailedConnection extends StreamRecord {
  private final int error;
  private final String reason;

  /**
   * A connection.
   *
   * @param error the reason as HAProxy numbers it, for {@code fc_err}; 0 where it has not failed
   * @param reason what went wrong, in the log's words; empty where it has not failed
   */
  FailedConnection(SessionContext context, int error, String reason) {
    super(context);
    this.error = error;
    this.reason = reason;
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
