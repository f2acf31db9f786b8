package io.spillway.net;

import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;

/**
 * What a {@code bind} line asks of its listening socket; accepted connections inherit it from the
 * kernel. Immutable.
 *
 * @param networkInterface the only network interface to listen on; empty for all
 * @param onlyVersion6 whether a socket for every IPv6 address leaves IPv4 to others
 * @param isTransparent whether addresses that this machine does not have may be bound
 * @param fastOpens whether data in the first packet is taken (TCP fast open, RFC 7413)
 * @param defersAccept whether connections are accepted when their first bytes are there
 * @param maxSegment the largest TCP segment to announce, 1 to 65535 bytes; 0 for the system's
 * @param userTimeoutMillis how long sent data may stay without acknowledgement before the
 *     connection ends (RFC 5482); 0 for the system's
 * @param savesSyn whether the first packet of each connection is kept: 0 not, 1 from its IP header
 *     on, 2 from its link's header on
 */
public record ListeningOptions(
    String networkInterface,
    boolean onlyVersion6,
    boolean isTransparent,
    boolean fastOpens,
    boolean defersAccept,
    int maxSegment,
    int userTimeoutMillis,
    int savesSyn) {
  /** The system's own. */
  public static final ListeningOptions SYSTEM =
      new ListeningOptions("", false, false, false, false, 0, 0, 0);

  private static final int IP_LEVEL = 0;
  private static final int IPV6_LEVEL = 41;
  private static final int TCP_LEVEL = 6;
  private static final IntegerUnixChannelOption ONLY_VERSION_6 =
      new IntegerUnixChannelOption("IPV6_V6ONLY", IPV6_LEVEL, 26);
  private static final IntegerUnixChannelOption MAX_SEGMENT =
      new IntegerUnixChannelOption("TCP_MAXSEG", TCP_LEVEL, 2);

  private static final IntegerUnixChannelOption TRANSPARENT =
      new IntegerUnixChannelOption("IP_TRANSPARENT", IP_LEVEL, 19);
  private static final IntegerUnixChannelOption TRANSPARENT_VERSION_6 =
      new IntegerUnixChannelOption("IPV6_TRANSPARENT", IPV6_LEVEL, 75);
  private static final IntegerUnixChannelOption DEFER_ACCEPT =
      new IntegerUnixChannelOption("TCP_DEFER_ACCEPT", TCP_LEVEL, 9);
  private static final IntegerUnixChannelOption USER_TIMEOUT =
      new IntegerUnixChannelOption("TCP_USER_TIMEOUT", TCP_LEVEL, 18);
  private static final IntegerUnixChannelOption FAST_OPEN =
      new IntegerUnixChannelOption("TCP_FASTOPEN", TCP_LEVEL, 23);

  private static final IntegerUnixChannelOption SAVE_SYN =
      new IntegerUnixChannelOption("TCP_SAVE_SYN", TCP_LEVEL, 27);

  private static final int DEFERRED_SECONDS = 1;

  /**
   * Sets them on a socket that is not bound yet, or was handed over by another process.
   *
   * @throws IOException naming the word that the system refused, and its reason
   */
  void apply(ServerChannel channel, SocketProtocolFamily family, Transport transport, int backlog)
      throws IOException {
    if (equals(SYSTEM) || family == SocketProtocolFamily.UNIX) {
      return;
    }
    if (transport != Transport.EPOLL) {
      throw new IOException("options of its socket need Linux's epoll");
    }
    if (!networkInterface.isEmpty()) {
      try {
        Connector.bindToInterface(channel.config(), networkInterface);
      } catch (ChannelException e) {
        throw refused("interface " + networkInterface, e);
      }
    }
    if (onlyVersion6 && family == SocketProtocolFamily.INET6) {
      set(channel, ONLY_VERSION_6, 1, "v6only");
    }
    if (isTransparent) {
      set(
          channel,
          family == SocketProtocolFamily.INET6 ? TRANSPARENT_VERSION_6 : TRANSPARENT,
          1,
          "transparent");
    }
    if (maxSegment > 0) {
      set(channel, MAX_SEGMENT, maxSegment, "mss");
    }
    if (userTimeoutMillis > 0) {
      set(channel, USER_TIMEOUT, userTimeoutMillis, "tcp-ut");
    }
    if (fastOpens) {
      set(channel, FAST_OPEN, backlog, "tfo");
    }
    if (savesSyn > 0) {
      set(channel, SAVE_SYN, savesSyn, "tcp-ss");
    }
    if (defersAccept) {
      set(channel, DEFER_ACCEPT, DEFERRED_SECONDS, "defer-accept");
    }
  }

  private static void set(
      ServerChannel channel, IntegerUnixChannelOption option, int value, String word)
      throws IOException {
    try {
      channel.config().setOption(option, value);
    } catch (ChannelException e) {
      throw refused(word, e);
    }
  }

  private static IOException refused(String word, ChannelException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = String.valueOf(cause.getMessage());
    // Netty puts the failed call before the system's own words.
    String reason = message.substring(message.lastIndexOf(": ") + 1).strip();
    return new IOException(reason + ", '" + word + "' cannot be set", e);
  }
}
