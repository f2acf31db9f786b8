package io.spillway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Options of Linux's sockets that Netty has no names for. Works with epoll alone. */
final class KernelOptions {
  private static final int IPPROTO_IP = 0;
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IPV6 = 41;
  private static final int MAX_SYN = 500;
  private static final int LINK_HEADER = 14;

  private static final ChannelOption<ByteBuffer> TCP_INFO =
      new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, 11, TcpInfo.LENGTH);
  private static final ChannelOption<ByteBuffer> TCP_SAVED_SYN =
      new RawUnixChannelOption("TCP_SAVED_SYN", IPPROTO_TCP, 28, MAX_SYN);
  private static final ChannelOption<Integer> SO_MARK =
      new IntegerUnixChannelOption("SO_MARK", SOL_SOCKET, 36);
  private static final ChannelOption<Integer> IP_TOS =
      new IntegerUnixChannelOption("IP_TOS", IPPROTO_IP, 1);
  private static final ChannelOption<Integer> IPV6_TCLASS =
      new IntegerUnixChannelOption("IPV6_TCLASS", IPPROTO_IPV6, 67);

  private KernelOptions() {}

  static @Nullable TcpInfo tcpInfo(Channel channel) {
    ByteBuffer answer = ask(channel, TCP_INFO);
    return answer == null ? null : new TcpInfo(answer);
  }

  static byte @Nullable [] savedSyn(Channel channel) {
    ByteBuffer answer = ask(channel, TCP_SAVED_SYN);
    if (answer == null) {
      return null;
    }
    byte[] packet = new byte[answer.remaining()];
    answer.get(packet);
    int length = lengthOf(packet);
    return length == 0 ? null : Arrays.copyOf(packet, length);
  }

  /** Netty does not tell how much of the buffer the kernel has filled; the packet itself does. */
  private static int lengthOf(byte[] packet) {
    int length = lengthOf(packet, 0);
    if (length > 0) {
      return length;
    }
    int behindLink = lengthOf(packet, LINK_HEADER);
    return behindLink == 0 ? 0 : LINK_HEADER + behindLink;
  }

  /** The length of the IP packet of a TCP header alone that begins at {@code start}; 0 for none. */
  private static int lengthOf(byte[] packet, int start) {
    int version = packet[start] >> 4 & 15;
    boolean isVersion4 = version == 4;
    int header = isVersion4 ? (packet[start] & 15) * 4 : version == 6 ? 40 : 0;
    int tcp = start + header;
    if (header == 0 || packet[start + (isVersion4 ? 9 : 6)] != IPPROTO_TCP) {
      return 0;
    }
    int length = header + (packet[tcp + 12] >> 4 & 15) * 4;
    int at = start + (isVersion4 ? 2 : 4);
    int told = (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
    // A fast open's data is not kept with the headers.
    return told >= (isVersion4 ? length : length - header) ? length : 0;
  }

  private static @Nullable ByteBuffer ask(Channel channel, ChannelOption<ByteBuffer> option) {
    if (!(channel instanceof EpollStream)) {
      return null;
    }
    try {
      ByteBuffer answer = channel.config().getOption(option);
      return answer != null && answer.hasRemaining() ? answer : null;
    } catch (ChannelException e) {
      // The connection is gone.
      return null;
    }
  }

  static boolean mark(Channel channel, int mark) {
    return set(channel, SO_MARK, mark);
  }

  static boolean trafficClass(Channel channel, int value) {
    boolean isIpv6 =
        channel.remoteAddress() instanceof InetSocketAddress inet
            && inet.getAddress() instanceof Inet6Address;
    return set(channel, isIpv6 ? IPV6_TCLASS : IP_TOS, value);
  }

  private static boolean set(Channel channel, ChannelOption<Integer> option, int value) {
    if (!(channel instanceof EpollStream)) {
      return false;
    }
    try {
      return channel.config().setOption(option, value);
    } catch (ChannelException e) {
      return false;
    }
  }
}
