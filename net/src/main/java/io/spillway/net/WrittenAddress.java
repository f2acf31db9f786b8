package io.spillway.net;

import io.spillway.net.Endpoint.Family;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address in HAProxy's syntax, taken apart (configuration manual, chapter 11 "Address formats"):
 * {@code [<protocol>@]<host>[:<port>]}, {@code unix@<path>}, {@code abns@<name>}, {@code
 * fd@<number>} or a path that begins with a slash. No name is resolved. Immutable.
 *
 * @param kind what sort of address it is
 * @param isDatagram whether the protocol says UDP or unix datagrams
 * @param family the family that the protocol says
 * @param host the address or name without brackets, the path, or the abstract name; empty or {@code
 *     *} for every address
 * @param port the port's form
 * @param firstPort the port, the first of a range, or the offset with its sign; 0 without
 * @param lastPort the last port of a range, otherwise {@code firstPort}
 * @param descriptor the descriptor's number, or -1
 */
public record WrittenAddress(
    Kind kind,
    boolean isDatagram,
    Family family,
    String host,
    PortForm port,
    int firstPort,
    int lastPort,
    int descriptor) {
  private static final int MAX_PORT = 65535;

  /** Sorts of addresses. */
  public enum Kind {
    INET,
    UNIX,
    ABSTRACT,
    DESCRIPTOR
  }

  /** How a port can be written. */
  public enum PortForm {
    NONE,
    SINGLE,
    RANGE,
    OFFSET
  }

  /**
   * Takes {@code text} apart.
   *
   * @throws InvalidAddressException when it is no address
   */
  public static WrittenAddress parse(String text) throws InvalidAddressException {
    if (text.isEmpty()) {
      throw new InvalidAddressException("empty address not allowed");
    }
    if (text.charAt(0) == '/') {
      return local(Kind.UNIX, false, text);
    }
    int at = text.indexOf('@');
    String rest = text.substring(at + 1);
    if (at > 0) {
      return switch (text.substring(0, at)) {
        case "unix", "uxst" -> local(Kind.UNIX, false, rest);
        case "uxdg" -> local(Kind.UNIX, true, rest);
        case "abns" -> local(Kind.ABSTRACT, false, rest);
        case "ipv4", "tcp4" -> inet(false, Family.IPV4, rest, text);
        case "ipv6", "tcp6" -> inet(false, Family.IPV6, rest, text);
        case "tcp" -> inet(false, Family.ANY, rest, text);
        case "udp" -> inet(true, Family.ANY, rest, text);
        case "udp4" -> inet(true, Family.IPV4, rest, text);
        case "udp6" -> inet(true, Family.IPV6, rest, text);
        case "fd" -> descriptor(rest, text);
        case "abnsz",
            "sockpair",
            "quic",
            "quic4",
            "quic6",
            "mptcp",
            "mptcp4",
            "mptcp6",
            "rhttp",
            "rev" ->
            throw new InvalidAddressException(
                "the address family of '" + text + "' is not implemented in Spillway");
        default -> inet(false, Family.ANY, text, text);
      };
    }
    return inet(false, Family.ANY, text, text);
  }

  private static WrittenAddress local(Kind kind, boolean isDatagram, String name)
      throws InvalidAddressException {
    if (name.isEmpty()) {
      throw new InvalidAddressException("empty path or name of a unix socket");
    }
    return new WrittenAddress(kind, isDatagram, Family.ANY, name, PortForm.NONE, 0, 0, -1);
  }

  private static WrittenAddress descriptor(String number, String text)
      throws InvalidAddressException {
    try {
      int descriptor = Integer.parseInt(number);
      if (descriptor >= 0) {
        return new WrittenAddress(
            Kind.DESCRIPTOR, false, Family.ANY, number, PortForm.NONE, 0, 0, descriptor);
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw new InvalidAddressException(
        "file descriptor '" + number + "' is invalid in '" + text + "'");
  }

  private static WrittenAddress inet(boolean isDatagram, Family family, String rest, String text)
      throws InvalidAddressException {
    int end = Math.max(rest.lastIndexOf(':'), rest.lastIndexOf(']'));
    boolean hasPort = end >= 0 && rest.charAt(end) == ':';
    String host = hasPort ? rest.substring(0, end) : rest;
    String port = hasPort ? rest.substring(end + 1) : "";
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (port.isEmpty()) {
      return new WrittenAddress(Kind.INET, isDatagram, family, host, PortForm.NONE, 0, 0, -1);
    }
    char first = port.charAt(0);
    if (first == '+' || first == '-') {
      int offset = number(port.substring(1), port, text);
      return new WrittenAddress(
          Kind.INET,
          isDatagram,
          family,
          host,
          PortForm.OFFSET,
          first == '-' ? -offset : offset,
          0,
          -1);
    }
    int dash = port.indexOf('-');
    if (dash < 0) {
      int single = number(port, port, text);
      return new WrittenAddress(
          Kind.INET, isDatagram, family, host, PortForm.SINGLE, single, single, -1);
    }
    int low = number(port.substring(0, dash), port, text);
    int high = number(port.substring(dash + 1), port, text);
    if (low > high || low == 0) {
      throw new InvalidAddressException("invalid port range '" + port + "'");
    }
    return new WrittenAddress(Kind.INET, isDatagram, family, host, PortForm.RANGE, low, high, -1);
  }

  private static int number(String digits, String port, String text)
      throws InvalidAddressException {
    if (digits.isEmpty()) {
      throw new InvalidAddressException("missing port number in '" + text + "'");
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        throw new InvalidAddressException(
            "invalid character '" + c + "' in port number '" + port + "' in '" + text + "'");
      }
      value = value * 10 + c - '0';
      if (value > MAX_PORT) {
        throw new InvalidAddressException("invalid port '" + digits + "'");
      }
    }
    return value;
  }

  /** Whether every address of the machine is meant. */
  public boolean isWildcard() {
    return kind == Kind.INET && (host.isEmpty() || host.equals("*"));
  }

  /**
   * The address where {@code host} is one, as opposed to a name; null for names and for every
   * address.
   *
   * @throws InvalidAddressException when it is an address of the other family
   */
  public @Nullable InetAddress literal() throws InvalidAddressException {
    InetAddress address = isWildcard() ? null : literal(host);
    if (address != null
        && family != Family.ANY
        && address instanceof Inet6Address != (family == Family.IPV6)) {
      throw new InvalidAddressException("invalid address: '" + host + "' is of another family");
    }
    return address;
  }

  /** The address that {@code text} is, or null where it is none. Asks no resolver. */
  public static @Nullable InetAddress literal(String text) {
    if (text.isEmpty() || !mayBeLiteral(text)) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Spares most names the exception. */
  private static boolean mayBeLiteral(String text) {
    if (text.indexOf(':') >= 0) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
