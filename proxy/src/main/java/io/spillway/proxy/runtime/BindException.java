package io.spillway.proxy.runtime;

import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;

/**
 * An address could not be bound. Its message names the proxy, the address and the system's reason.
 */
public final class BindException extends Exception {
  private final transient SourcePosition position;

  BindException(String proxy, SourcePosition position, Endpoint endpoint, Exception cause) {
    super(
        "Starting frontend "
            + proxy
            + ": cannot bind socket ("
            + reason(cause)
            + ") for ["
            + text(endpoint)
            + "]",
        cause);
    this.position = position;
  }

  /** Where the {@code bind} line stands. */
  public SourcePosition position() {
    return position;
  }

  private static String reason(Exception cause) {
    String message = String.valueOf(cause.getMessage());
    int failed = message.lastIndexOf("failed: ");
    return failed < 0 ? message : message.substring(failed + "failed: ".length());
  }

  private static String text(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet ->
          (inet.address() == null ? "0.0.0.0" : inet.address().getHostAddress())
              + ":"
              + inet.port();
      case Endpoint.Unix unix -> unix.path();
      case Endpoint.Descriptor inherited -> "fd@" + inherited.fd();
    };
  }
}
