package io.spillway.facility.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How public addresses are checked. Immutable.
 *
 * @param http the request that is sent, or null where a connection is enough
 * @param port the port that is connected to
 * @param tls whether TLS is spoken, and how; null for not
 */
public record CheckDefinition(@Nullable Http http, int port, @Nullable Tls tls) {
  /**
   * A request and what is expected.
   *
   * @param host the Host header's value, or the empty string for the address
   * @param expected the status codes that are a success, at least one range
   */
  public record Http(String method, String target, String host, List<StatusRange> expected) {
    public Http {
      expected = List.copyOf(expected);
    }

    /** Whether {@code status} is a success. */
    public boolean expects(int status) {
      return expected.stream().anyMatch(r -> status >= r.first() && status <= r.last());
    }
  }

  /** Status codes from {@code first} to {@code last}, both included. */
  public record StatusRange(int first, int last) {}

  /**
   * TLS of a check.
   *
   * @param serverName the name that is sent, or the empty string for none
   * @param verifies whether the certificate must be valid for that name, by the system's
   *     authorities
   */
  public record Tls(String serverName, boolean verifies) {}
}
