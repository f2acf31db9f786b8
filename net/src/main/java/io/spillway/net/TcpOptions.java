package io.spillway.net;

import io.netty.channel.ChannelConfig;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What TCP itself is asked for on a socket, beyond keep-alive and buffers; Linux's names and
 * numbers. Immutable.
 *
 * @param congestion the algorithm that controls congestion ({@code TCP_CONGESTION}); empty for the
 *     system's
 * @param key the password that segments are signed with (RFC 2385, {@code TCP_MD5SIG}), at most
 *     {@link #LONGEST_KEY} characters; empty for none
 * @param unsentBytes how much the kernel takes that it has not sent yet ({@code
 *     TCP_NOTSENT_LOWAT}); 0 for the system's
 */
public record TcpOptions(String congestion, String key, int unsentBytes) {
  /** The system's own. */
  public static final TcpOptions SYSTEM = new TcpOptions("", "", 0);

  /** How many characters a key may have. */
  public static final int LONGEST_KEY = 80;

  private static final int TCP_LEVEL = 6;
  private static final int UNSENT = 25;
  private static final IntegerUnixChannelOption NOT_SENT_LOW_WATER =
      new IntegerUnixChannelOption("TCP_NOTSENT_LOWAT", TCP_LEVEL, UNSENT);
  private static final int CONGESTION = 13;
  private static final int SIGNATURE = 14;
  private static final int SIGNATURE_OF_NETWORK = 32;

  /** The kernel's {@code struct tcp_md5sig}: an address of 128 bytes, then what follows here. */
  private static final int SIGNATURE_SIZE = 216;

  private static final int FLAGS = 128;
  private static final int KEY_LENGTH = 130;
  private static final int KEY = 136;
  private static final int HAS_PREFIX = 1;
  private static final short AF_INET = 2;
  private static final short AF_INET6 = 10;

  /** Sets all but the key. */
  void apply(ChannelConfig config) {
    if (!congestion.isEmpty()) {
      byte[] name = congestion.getBytes(StandardCharsets.US_ASCII);
      set(config, "TCP_CONGESTION", CONGESTION, ByteBuffer.allocateDirect(name.length).put(name));
    }
    if (unsentBytes > 0) {
      config.setOption(NOT_SENT_LOW_WATER, unsentBytes);
    }
  }

  /** Sets all but the key. */
  void apply(SocketCalls calls, int descriptor) throws IOException {
    if (!congestion.isEmpty()) {
      calls.demand(
          descriptor, TCP_LEVEL, CONGESTION, congestion.getBytes(StandardCharsets.US_ASCII));
    }
    if (unsentBytes > 0) {
      calls.demand(descriptor, TCP_LEVEL, UNSENT, unsentBytes);
    }
  }

  /** Has segments to {@code peer} signed, and those from it that are not refused. */
  void sign(SocketCalls calls, int descriptor, InetAddress peer) throws IOException {
    if (!key.isEmpty()) {
      boolean isVersion6 = peer instanceof Inet6Address;
      ByteBuffer signature = signature(isVersion6);
      signature.put(isVersion6 ? 8 : 4, peer.getAddress());
      byte[] bytes = new byte[SIGNATURE_SIZE];
      signature.get(0, bytes);
      calls.demand(descriptor, TCP_LEVEL, SIGNATURE, bytes);
    }
  }

  /** Has all connections of a listening socket signed. */
  void signAll(ChannelConfig config, SocketProtocolFamily family) {
    ByteBuffer signature = signature(family == SocketProtocolFamily.INET6);
    signature.put(FLAGS, (byte) HAS_PREFIX); // of the length 0: whoever connects
    set(config, "TCP_MD5SIG_EXT", SIGNATURE_OF_NETWORK, signature.position(SIGNATURE_SIZE));
  }

  private ByteBuffer signature(boolean isVersion6) {
    byte[] secret = key.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer signature = ByteBuffer.allocateDirect(SIGNATURE_SIZE).order(ByteOrder.nativeOrder());
    signature.putShort(0, isVersion6 ? AF_INET6 : AF_INET);
    signature.putShort(KEY_LENGTH, (short) secret.length);
    signature.put(KEY, secret);
    return signature;
  }

  private static void set(ChannelConfig config, String name, int option, ByteBuffer value) {
    int length = value.position();
    config.setOption(new RawUnixChannelOption(name, TCP_LEVEL, option, length), value.flip());
  }
}
