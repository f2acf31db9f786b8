package io.spillway.net;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a socket listens or connects, as HAProxy's address syntax can say it. Immutable. */
public sealed interface Endpoint {
  /**
   * An IPv4 or IPv6 address and a port.
   *
   * @param host the address or name as it was written; empty or {@code *} for every address
   * @param address the address, or null for every address or while the name is not resolved
   * @param port 0 to 65535; 0 on a server line means the client's port
   * @param family which family to listen on for a wildcard, or to resolve a name in
   */
  record Inet(String host, @Nullable InetAddress address, int port, Family family)
      implements Endpoint {}

  /**
   * A unix socket.
   *
   * @param path its path, or its abstract name
   * @param isAbstract whether it lives in the abstract name space
   */
  record Unix(String path, boolean isAbstract) implements Endpoint {
    /** The address for a {@link Connector}; an abstract one needs the epoll transport. */
    public SocketAddress toAddress() {
      return isAbstract ? new DomainSocketAddress("\0" + path) : UnixDomainSocketAddress.of(path);
    }
  }

  /**
   * A descriptor that was inherited from the parent process.
   *
   * @param fd the descriptor's number
   */
  record Descriptor(int fd) implements Endpoint {}

  /** Address families. */
  enum Family {
    ANY,
    IPV4,
    IPV6
  }
}
