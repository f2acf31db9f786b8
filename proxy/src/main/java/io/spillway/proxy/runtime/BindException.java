package io.spillway.proxy.runtime;

import io.netty.util.NetUtil;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;

/**
 * An address could not be bound. Its message names the proxy, the address and the system's reason.
 */
public final class BindException extends Exception {
  private final transient SourcePosition position;

  BindException(String proxy, SourcePosition position, Endpoint endpoint, Exception cause) {
    super(
        "Binding ["
            + position
            + "] for frontend "
            + proxy
            + ": "
            + failure(endpoint, reason(cause)),
        cause);
    this.position = position;
  }

  /** Where the {@code bind} line stands. */
  public SourcePosition position() {
    return position;
  }

  private static String failure(Endpoint endpoint, String reason) {
    return endpoint instanceof Endpoint.Unix
        ? "cannot bind UNIX socket (" + reason + ") [" + text(endpoint) + "]"
        : "cannot bind socket (" + reason + ") for [" + text(endpoint) + "]";
  }

  private static String reason(Exception cause) {
    String message = String.valueOf(cause.getMessage());
    // Netty puts the failed call and its number before the system's own words.
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }

  private static String text(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet -> {
        boolean version6 = inet.family() == Endpoint.Family.IPV6;
        String every = version6 ? "::" : "0.0.0.0";
        yield (inet.address() == null ? every : NetUtil.toAddressString(inet.address()))
            + ":"
            + inet.port();
      }
      case Endpoint.Unix unix -> unix.path();
      case Endpoint.Descriptor inherited -> "fd@" + inherited.fd();
    };
  }
}
