package io.spillway.proxy.log;

import java.net.InetSocketAddress;

/** Where log lines go. Immutable. */
public sealed interface LogAddress {
  /** The standard output. */
  LogAddress STDOUT = new Descriptor(1);

  /** The standard error. */
  LogAddress STDERR = new Descriptor(2);

  /**
   * A syslog server, a datagram a line.
   *
   * @param server its address, resolved
   */
  record Udp(InetSocketAddress server) implements LogAddress {}

  /**
   * A syslog server over TCP, lines ended by a line feed.
   *
   * @param server its address, resolved
   */
  record Tcp(InetSocketAddress server) implements LogAddress {}

  /**
   * A unix datagram socket: {@code /dev/log}.
   *
   * @param path the socket's path
   */
  record UnixDatagram(String path) implements LogAddress {}

  /**
   * An open descriptor: a file, a pipe or a terminal.
   *
   * @param fd its number
   */
  record Descriptor(int fd) implements LogAddress {}
}
