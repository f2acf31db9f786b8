package io.spillway.ops.runtime;

import io.netty.util.NetUtil;
import io.spillway.config.Settings;
import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.BindKeywords;
import io.spillway.proxy.definition.StatsSocketDefinition;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** {@code show cli sockets} and {@code show startup-logs}. */
final class StartCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show cli sockets",
              "",
              "dump list of cli sockets",
              Level.USER,
              (session, arguments) -> showSockets(session)),
          Command.of(
              "show startup-logs",
              "",
              "report logs emitted during the start of the process",
              Level.OPERATOR,
              (session, arguments) -> showStart(session)));

  private StartCommands() {}

  private static String showSockets(RuntimeSession session) {
    StringBuilder out = new StringBuilder("# socket lvl processes\n");
    for (StatsSocketDefinition socket : session.process().statsSockets()) {
      for (Endpoint endpoint : socket.endpoints()) {
        row(out, address(endpoint), level(socket.settings()));
      }
    }
    OptionalInt channel = session.process().masterChannel();
    if (channel.isPresent()) {
      row(out, "sockpair@" + channel.getAsInt(), Level.ADMIN.word());
    }
    return out.toString();
  }

  private static void row(StringBuilder out, String address, String level) {
    out.append(address).append(' ').append(level).append(" all\n");
  }

  private static String level(Settings words) {
    return words.get(BindKeywords.LEVEL).name().toLowerCase(Locale.ROOT);
  }

  private static String address(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Unix unix -> (unix.isAbstract() ? "abns@" : "unix@") + unix.path();
      case Endpoint.Descriptor descriptor -> "fd@" + descriptor.fd();
      case Endpoint.Inet inet -> address(inet) + ":" + inet.port();
    };
  }

  private static String address(Endpoint.Inet inet) {
    InetAddress address = inet.address();
    if (address == null) {
      return inet.family() == Endpoint.Family.IPV6 ? "ipv6@[::]" : "ipv4@0.0.0.0";
    }
    String text = NetUtil.toAddressString(address);
    return address instanceof Inet6Address ? "ipv6@[" + text + "]" : "ipv4@" + text;
  }

  private static String showStart(RuntimeSession session) {
    String told = session.process().startupMessages();
    return told.isEmpty() ? "\n" : told;
  }
}
