package io.spillway.proxy.stream;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Socket addresses as HAProxy writes them: {@code 127.0.0.1:80}, {@code [::1]:80}, {@code unix}.
 */
final class SocketAddresses {
  private SocketAddresses() {}

  static String text(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      String host = inet.getAddress().getHostAddress();
      return inet.getAddress() instanceof Inet6Address
          ? "[" + host + "]:" + inet.getPort()
          : host + ":" + inet.getPort();
    }
    return address instanceof DomainSocketAddress ? "unix" : String.valueOf(address);
  }
}
