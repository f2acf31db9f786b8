package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.net.Endpoint.Family;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import io.spillway.net.WrittenAddress.Kind;
import io.spillway.net.WrittenAddress.PortForm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the directives make of addresses: which forms each takes, and what is wrong with the others.
 */
final class Addresses {
  private Addresses() {}

  /** The endpoints of a {@code bind} line's address, which may be a list and have ranges. */
  static List<Endpoint> listeners(Word word, Loading.HostNames names, Arguments arguments) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String part : word.text().split(",", -1)) {
      try {
        addListeners(part, names, endpoints);
      } catch (InvalidAddressException e) {
        throw arguments.error(word, "'" + arguments.keyword() + "' : " + e.message());
      }
    }
    return endpoints;
  }

  private static void addListeners(String text, Loading.HostNames names, List<Endpoint> endpoints)
      throws InvalidAddressException {
    WrittenAddress written = WrittenAddress.parse(text);
    if (written.isDatagram()) {
      throw rejected("dgram-type address not acceptable in '" + text + "'");
    }
    if (written.kind() != Kind.INET) {
      endpoints.add(local(written));
      return;
    }
    switch (written.port()) {
      case NONE -> throw rejected("missing port specification in '" + text + "'");
      case OFFSET -> throw rejected("port offset not permitted here in '" + text + "'");
      case SINGLE, RANGE -> {
        if (written.firstPort() == 0) {
          throw rejected("invalid port '0'");
        }
      }
    }
    Family family = written.isWildcard() ? wildcardFamily(written) : written.family();
    InetAddress address = written.isWildcard() ? null : address(written, names, text);
    if (address != null && address.isAnyLocalAddress() && written.host().indexOf(':') < 0) {
      family = Family.IPV4;
    }
    for (int port = written.firstPort(); port <= written.lastPort(); port++) {
      endpoints.add(new Endpoint.Inet(written.host(), address, port, family));
    }
  }

  private static Family wildcardFamily(WrittenAddress written) {
    return written.family() == Family.IPV6 ? Family.IPV6 : Family.IPV4;
  }

  private static Endpoint local(WrittenAddress written) {
    return switch (written.kind()) {
      case UNIX -> new Endpoint.Unix(Word.decode(written.host()), false);
      case ABSTRACT -> new Endpoint.Unix(written.host(), true);
      case DESCRIPTOR -> new Endpoint.Descriptor(written.descriptor());
      case INET -> throw new IllegalArgumentException("not local: " + written);
    };
  }

  private static InetAddress address(WrittenAddress written, Loading.HostNames names, String text)
      throws InvalidAddressException {
    InetAddress address = written.literal();
    if (address == null) {
      address = names.resolve(written.host(), written.family());
    }
    if (address == null) {
      throw rejected("invalid address: '" + written.host() + "' in '" + text + "'");
    }
    return address;
  }

  /** Where a server is; a name is left unresolved. */
  static WrittenAddress server(Word word, Arguments arguments) {
    try {
      WrittenAddress written = WrittenAddress.parse(word.text());
      if (written.isDatagram()) {
        throw rejected("dgram-type address not acceptable in '" + word + "'");
      }
      if (written.kind() == Kind.DESCRIPTOR) {
        throw rejected("file descriptor not acceptable in '" + word + "'");
      }
      if (written.port() == PortForm.RANGE) {
        throw rejected("port range not permitted here in '" + word + "'");
      }
      written.literal();
      return written;
    } catch (InvalidAddressException e) {
      throw wrong(word, e, arguments);
    }
  }

  /** The endpoint of a server's address as far as it needs no name. */
  static Endpoint endpoint(WrittenAddress written) {
    if (written.kind() != Kind.INET) {
      return local(written);
    }
    int port = written.port() == PortForm.SINGLE ? written.firstPort() : 0;
    InetAddress address = null;
    if (!written.isWildcard()) {
      try {
        address = written.literal();
      } catch (InvalidAddressException e) {
        throw new IllegalStateException("checked before", e);
      }
    }
    return new Endpoint.Inet(written.host(), address, port, written.family());
  }

  /** Where checks connect to: an address, a name, or a unix socket. */
  static Endpoint check(Word word, Loading.HostNames names, Arguments arguments) {
    WrittenAddress written = server(word, arguments);
    if (written.kind() != Kind.INET) {
      return local(written);
    }
    try {
      int port = written.port() == PortForm.SINGLE ? written.firstPort() : 0;
      return new Endpoint.Inet(
          written.host(), address(written, names, word.text()), port, written.family());
    } catch (InvalidAddressException e) {
      throw wrong(word, e, arguments);
    }
  }

  /** What {@code source} names; null for the system's choice. */
  static @Nullable InetSocketAddress source(Word word, Arguments arguments) {
    WrittenAddress written = server(word, arguments);
    try {
      if (written.kind() != Kind.INET || written.port() == PortForm.OFFSET) {
        throw rejected("expects an address, not '" + word + "'");
      }
      if (written.isWildcard()) {
        return written.firstPort() == 0 ? null : new InetSocketAddress(written.firstPort());
      }
      InetAddress address = written.literal();
      if (address == null) {
        throw rejected("invalid address: '" + written.host() + "' in '" + word + "'");
      }
      return new InetSocketAddress(address, written.firstPort());
    } catch (InvalidAddressException e) {
      throw wrong(word, e, arguments);
    }
  }

  private static DirectiveException wrong(
      Word word, InvalidAddressException e, Arguments arguments) {
    return arguments.error(word, "'" + arguments.keyword() + "' : " + e.message());
  }

  private static InvalidAddressException rejected(String message) {
    return new InvalidAddressException(message);
  }
}
