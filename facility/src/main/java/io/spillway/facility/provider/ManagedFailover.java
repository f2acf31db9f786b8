package io.spillway.facility.provider;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a provider's own failover is told about a name. Immutable.
 *
 * @param name the fully qualified name in lower case, without a dot at its end
 * @param sites the facilities that may answer, the preferred one first
 * @param check how the provider finds out that a facility is alive
 * @param timeToLive of the name's records
 */
public record ManagedFailover(String name, List<Site> sites, Check check, Duration timeToLive) {
  public ManagedFailover {
    sites = List.copyOf(sites);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("no sites for " + name);
    }
  }

  /**
   * A facility.
   *
   * @param facility its name
   * @param addresses its public addresses
   */
  public record Site(String facility, List<InetAddress> addresses) {
    public Site {
      addresses = List.copyOf(addresses);
    }
  }

  /** How a check talks. */
  public enum Protocol {
    TCP,
    HTTP,
    HTTPS
  }

  /**
   * A check.
   *
   * @param port from 1 to 65535
   * @param host the name that a request over HTTP is for
   * @param path the path of a request over HTTP, with its leading slash
   * @param contains text that the response must contain, or the empty string
   */
  public record Check(Protocol protocol, int port, String host, String path, String contains) {}
}
