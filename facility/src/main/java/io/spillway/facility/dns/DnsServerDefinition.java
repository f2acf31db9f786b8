package io.spillway.facility.dns;

import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code dns-server} section says. Immutable.
 *
 * @param binds where the server listens, by UDP and TCP
 * @param rateLimit how often a network is told the same, or null for any
 * @param cookies whether clients may show that their address is theirs by cookies
 * @param cookieSecret what cookies are made with, or null to derive it from what the instances
 *     share
 * @param payload the longest datagram that is sent, in bytes, 512 to 4096
 * @param unverifiedPayload the longest datagram that is sent to a client that has not shown by a
 *     cookie that its address is its own, unless its query was longer; in bytes, 0 to 4096
 * @param maxConnections how many TCP connections there may be
 * @param idleTimeout how long a TCP connection may be without a whole query
 */
public record DnsServerDefinition(
    List<Bind> binds,
    @Nullable RateLimit rateLimit,
    boolean cookies,
    @Nullable CookieSecret cookieSecret,
    int payload,
    int unverifiedPayload,
    int maxConnections,
    Duration idleTimeout) {
  /**
   * A place to listen on.
   *
   * @param position where the line stands
   * @param only the instances and witnesses that listen there; none for all instances
   */
  public record Bind(SourcePosition position, Endpoint.Inet endpoint, List<String> only) {
    public Bind {
      only = List.copyOf(only);
    }
  }

  /** What holds where a section says nothing. */
  public static final DnsServerDefinition DEFAULTS =
      new DnsServerDefinition(
          List.of(), new RateLimit(200, 2), true, null, 1232, 512, 1000, Duration.ofSeconds(10));

  public DnsServerDefinition {
    binds = List.copyOf(binds);
  }

  /** The same at other places. */
  DnsServerDefinition at(List<Bind> places) {
    return new DnsServerDefinition(
        places,
        rateLimit,
        cookies,
        cookieSecret,
        payload,
        unverifiedPayload,
        maxConnections,
        idleTimeout);
  }
}
