package io.spillway.net;

import io.spillway.net.Endpoint.Family;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Finds the address of a host name. Implementations are thread-safe and may block. */
@FunctionalInterface
public interface NameResolver {
  /** The system's resolver: {@code /etc/hosts}, then DNS, as the system is set up. */
  NameResolver SYSTEM = NameResolver::askSystem;

  /**
   * The first address of {@code name} in {@code family}, or null where there is none.
   *
   * @param name a host name, not an address
   */
  @Nullable InetAddress resolve(String name, Family family);

  private static @Nullable InetAddress askSystem(String name, Family family) {
    try {
      for (InetAddress address : InetAddress.getAllByName(name)) {
        boolean isIpv4 = address instanceof Inet4Address;
        if (family == Family.ANY || isIpv4 == (family == Family.IPV4)) {
          return address;
        }
      }
    } catch (UnknownHostException e) {
      return null;
    }
    return null;
  }
}
