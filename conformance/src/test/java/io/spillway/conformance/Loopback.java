package io.spillway.conformance;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses for the suite: one address of 127/8 for each run, and ports below those the kernel
 * hands out, so that a port that was free stays free until the proxy binds it. Thread-safe.
 */
final class Loopback {
  private static final String HOST =
      "127.%d.%d.%d".formatted(random(2, 250), random(1, 250), random(1, 250));
  private static final AtomicInteger NEXT = new AtomicInteger(random(10_000, 20_000));

  private Loopback() {}

  /** An address that nothing is bound to; always of the same length as text but for the host. */
  static InetSocketAddress free() throws IOException {
    while (true) {
      InetSocketAddress candidate = new InetSocketAddress(host(), NEXT.getAndIncrement());
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(candidate);
        return candidate;
      } catch (IOException taken) {
        if (candidate.getPort() > 32_000) {
          throw taken;
        }
      }
    }
  }

  /** A listening socket on such an address. */
  static ServerSocket listen(int backlog) throws IOException {
    while (true) {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(free(), backlog);
        return socket;
      } catch (BindException taken) {
        // Somebody took it between the look and the bind: the next one.
        socket.close();
      }
    }
  }

  /** A socket that has such an address and does not listen: who connects to it is refused. */
  static SocketChannel reserve() throws IOException {
    while (true) {
      SocketChannel socket = SocketChannel.open();
      try {
        return socket.bind(free());
      } catch (BindException taken) {
        socket.close();
      }
    }
  }

  static InetAddress host() throws UnknownHostException {
    return InetAddress.getByName(HOST);
  }

  /** The address as configurations write it. */
  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static int random(int from, int to) {
    return ThreadLocalRandom.current().nextInt(from, to);
  }
}
