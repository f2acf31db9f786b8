package io.spillway.proxy.server;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a server's name, for the log. Immutable.
 *
 * @param server the server
 * @param message the line that HAProxy logs
 * @param isForLogOnly whether it is not told on the console as well
 */
public record ResolutionNotice(Server server, String message, boolean isForLogOnly) {
  /** It has another address, which {@code by} gave. */
  public static ResolutionNotice moved(
      Server server, @Nullable InetAddress from, InetAddress to, String by) {
    return new ResolutionNotice(
        server,
        server.path()
            + " changed its IP from "
            + text(from)
            + " to "
            + text(to)
            + " by "
            + by
            + ".",
        false);
  }

  /** It may be used, because its name has an address. */
  public static ResolutionNotice ready(Server server) {
    return new ResolutionNotice(
        server,
        "Server " + server.path() + " administratively READY thanks to valid DNS answer.",
        false);
  }

  /** Its host has another name, which {@code by} gave. */
  public static ResolutionNotice renamed(
      Server server, @Nullable String from, String to, String by) {
    return new ResolutionNotice(
        server,
        server.path()
            + " changed its FQDN from "
            + Objects.requireNonNullElse(from, "(null)")
            + " to "
            + to
            + " by '"
            + by
            + "'",
        true);
  }

  private static String text(@Nullable InetAddress address) {
    return address == null ? "(none)" : NetUtil.toAddressString(address);
  }
}
