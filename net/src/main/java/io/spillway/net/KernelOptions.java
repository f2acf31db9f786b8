package io.spillway.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What Linux knows of a TCP connection, and options of it for what is sent. Confined to a loop. */
final class KernelOptions {
  private static final int TCP_INFO = 11;
  private static final int TCP_SAVED_SYN = 28;
  private static final int SO_MARK = 36;
  private static final int IP_TOS = 1;
  private static final int IPV6_TCLASS = 67;

  private KernelOptions() {}

  static @Nullable TcpInfo tcpInfo(SocketCalls calls, int descriptor) {
    byte[] answer = calls.ask(descriptor, SocketCalls.IPPROTO_TCP, TCP_INFO);
    return answer == null ? null : new TcpInfo(ByteBuffer.wrap(answer));
  }

  static byte @Nullable [] savedSyn(SocketCalls calls, int descriptor) {
    return calls.ask(descriptor, SocketCalls.IPPROTO_TCP, TCP_SAVED_SYN);
  }

  static boolean mark(SocketCalls calls, int descriptor, int mark) {
    return calls.set(descriptor, SocketCalls.SOL_SOCKET, SO_MARK, mark);
  }

  static boolean trafficClass(
      SocketCalls calls, int descriptor, @Nullable SocketAddress peer, int value) {
    boolean isVersion6 =
        peer instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
    return isVersion6
        ? calls.set(descriptor, SocketCalls.IPPROTO_IPV6, IPV6_TCLASS, value)
        : calls.set(descriptor, SocketCalls.IPPROTO_IP, IP_TOS, value);
  }
}
