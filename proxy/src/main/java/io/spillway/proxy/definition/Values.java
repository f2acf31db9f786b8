package io.spillway.proxy.definition;

import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How values are written in the language. */
final class Values {
  private Values() {}

  /** A keyword with its value. */
  static String word(String keyword, Object value) {
    return switch (value) {
      case Boolean isOn -> isOn ? keyword : "no " + keyword;
      default -> {
        String text = text(value);
        yield text.isEmpty() ? keyword : keyword + " " + text;
      }
    };
  }

  private static String text(Object value) {
    return switch (value) {
      case Duration time -> time(time);
      case String text -> Word.quote(text);
      case Optional<?> optional -> optional.map(Values::text).orElse("");
      case List<?> list -> list.stream().map(Values::text).collect(Collectors.joining(","));
      case Endpoint endpoint -> address(endpoint, 0);
      case SourceAddress source -> source(source);
      case InitialAddress.Last last -> "last";
      case InitialAddress.Resolved resolved -> "libc";
      case InitialAddress.None none -> "none";
      case InitialAddress.Fixed fixed -> fixed.address().getHostAddress();
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      default -> value.toString();
    };
  }

  /** A time in the largest unit that it is a whole number of. */
  static String time(Duration time) {
    long millis = time.toMillis();
    if (millis == 0) {
      return time.isZero() ? "0" : time.toNanos() / 1000 + "us";
    }
    long[] sizes = {86_400_000, 3_600_000, 60_000, 1000};
    String[] units = {"d", "h", "m", "s"};
    for (int i = 0; i < sizes.length; i++) {
      if (millis % sizes[i] == 0) {
        return millis / sizes[i] + units[i];
      }
    }
    return millis + "ms";
  }

  private static String source(SourceAddress source) {
    InetSocketAddress address = source.address();
    String text =
        address == null ? "0.0.0.0" : host(address.getAddress()) + port(address.getPort());
    String users =
        switch (source.impersonation()) {
          case null -> "";
          case Impersonation.Client _ -> " usesrc client";
          case Impersonation.ClientAddress _ -> " usesrc clientip";
          case Impersonation.FromRequest request -> " usesrc " + request.value();
          case Impersonation.Fixed fixed ->
              " usesrc " + host(fixed.address().getAddress()) + port(fixed.address().getPort());
        };
    return (source.networkInterface() == null
            ? text
            : text + " interface " + source.networkInterface())
        + users;
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') < 0 ? text : "[" + text + "]";
  }

  private static String port(int port) {
    return port == 0 ? "" : ":" + port;
  }

  /**
   * An address as a {@code server} or {@code bind} line has it.
   *
   * @param portOffset what a port of the form {@code +n} adds
   */
  static String address(Endpoint endpoint, int portOffset) {
    return switch (endpoint) {
      case Endpoint.Unix unix -> unix.isAbstract() ? "abns@" + unix.path() : unix.path();
      case Endpoint.Descriptor descriptor -> "fd@" + descriptor.fd();
      case Endpoint.Inet inet -> {
        String host = inet.host().indexOf(':') < 0 ? inet.host() : "[" + inet.host() + "]";
        String port =
            portOffset == 0 ? port(inet.port()) : ":" + (portOffset > 0 ? "+" : "") + portOffset;
        yield host + port;
      }
    };
  }
}
