package io.spillway.proxy.stream;

import org.jspecify.annotations.Nullable;

/**
 * What the log tells of a connection that ended before it carried anything: its PROXY header was
 * missing or wrong, for one. Confined to the connection's loop.
 */
final class FailedConnection extends StreamRecord {
  FailedConnection(SessionContext context) {
    super(context);
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
