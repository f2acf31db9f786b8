package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;

/** A host's name or address and a port. Immutable. */
record HostAndPort(String host, int port) {
  /**
   * Reads {@code <host>[:<port>]}; an IPv6 address stands in brackets.
   *
   * @param usual the port where none is written
   */
  static HostAndPort read(Word word, Arguments arguments, int usual) {
    String text = word.text();
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > text.lastIndexOf(']');
    String host = hasPort ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    String port = hasPort ? text.substring(colon + 1) : Integer.toString(usual);
    boolean isPort = port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535;
    if (host.isEmpty() || !isPort || !host.matches("[A-Za-z0-9_.:%-]+")) {
      throw arguments.error(word, "'" + word + "' is no <host>[:<port>].");
    }
    return new HostAndPort(host, Integer.parseInt(port));
  }
}
